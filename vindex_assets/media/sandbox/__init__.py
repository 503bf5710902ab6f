"""Whatever opens foreign files does so in a child process that a crash, a hang or an attack does not leave.

run          starts the child, and makes a result or a failure of what it says (`messages`) and of how it ends
watchdog     deadline, heartbeat, memory and written bytes, watched from outside
environment  what the child inherits: no credentials
child        its side: closes the jail, then calls the function
jail/        what it may still do: the files that it was given, and little else
"""

from vindex_assets.media.sandbox.jail.protections import Protections, protections
from vindex_assets.media.sandbox.run import run_sandboxed
from vindex_assets.media.sandbox.watchdog import (
    MEMORY_LIMIT,
    PAGE_BYTES,
    POLL_INTERVAL_S,
    STALL_TIMEOUT_S,
    ChildLimits,
    Watchdog,
)

__all__ = [
    "MEMORY_LIMIT",
    "PAGE_BYTES",
    "POLL_INTERVAL_S",
    "STALL_TIMEOUT_S",
    "ChildLimits",
    "Protections",
    "Watchdog",
    "protections",
    "run_sandboxed",
]
