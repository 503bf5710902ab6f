"""Whatever opens foreign files does so in a child process that a crash, a hang or an attack does not leave.

run           starts the child, and makes a result or a failure of what it says (`messages`) and of how it ends
watchdog      deadline, heartbeat, memory and written bytes, watched from outside
usage         the processor time and memory that it took
scratch       the folder that it writes to, as its parent looks at it
error_output  what it says besides, as text
environment   what it inherits: no credentials
child         its side: closes the jail, then calls the function
jail/         what it may still do: open the files that it was given, and little else
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from vindex_search.sandbox.jail.protections import Protections as Protections
    from vindex_search.sandbox.jail.protections import protections as protections
    from vindex_search.sandbox.run import run_sandboxed as run_sandboxed
    from vindex_search.sandbox.watchdog import MEMORY_LIMIT as MEMORY_LIMIT
    from vindex_search.sandbox.watchdog import PAGE_BYTES as PAGE_BYTES
    from vindex_search.sandbox.watchdog import POLL_INTERVAL_S as POLL_INTERVAL_S
    from vindex_search.sandbox.watchdog import STALL_TIMEOUT_S as STALL_TIMEOUT_S
    from vindex_search.sandbox.watchdog import ChildLimits as ChildLimits
    from vindex_search.sandbox.watchdog import Watchdog as Watchdog

# Of which modules: imported at their first use, because the child has no use for the parent's side.
NAMES: Final = {
    "run": ("run_sandboxed",),
    "watchdog": ("MEMORY_LIMIT", "PAGE_BYTES", "POLL_INTERVAL_S", "STALL_TIMEOUT_S", "ChildLimits", "Watchdog"),
    "jail.protections": ("Protections", "protections"),
}


def __getattr__(name: str) -> Any:
    """One of the public names."""
    for module, names in NAMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
