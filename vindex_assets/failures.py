"""The exceptions of work on a video: permanent, transient, cancelled, and a service that does not answer.

The rooms that do the work (`media`, `speech`, `ocr`) raise no others on purpose; `pipeline/step/run.py` turns them into
Dagster's failures. Those that a child process may end with are the sandbox's own.
"""

from __future__ import annotations

from vindex_search.sandbox.failures import Cancelled as Cancelled
from vindex_search.sandbox.failures import DecoderDied as DecoderDied
from vindex_search.sandbox.failures import Permanent as Permanent
from vindex_search.sandbox.failures import Transient as Transient
from vindex_search.sandbox.failures import VideoFailure as VideoFailure


class Unavailable(Transient):
    """A service that the step needs does not answer: the video is tried again for as long as that lasts.

    The run counts as no attempt at it, for three attempts are over within minutes, and an outage may last for hours.
    """
