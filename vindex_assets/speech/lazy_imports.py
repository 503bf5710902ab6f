"""Late imports of the speech libraries, without their telemetry, downloads and warnings.

`import whisperx.asr` takes 4 s, `whisperx.alignment` 10 s more; pyannote reports every use unless an environment
variable forbids it before its import.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PYANNOTE_TELEMETRY: Final = "PYANNOTE_METRICS_ENABLED"
NOISY_LOGGERS: Final = ("whisperx", "lightning.pytorch.utilities.migration.utils")  # of silence, of upgraded files


@contextmanager
def suppress_warnings() -> Iterator[None]:
    """Ignore warnings while the context lasts: the libraries warn of each other's versions and of unused files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def import_whisperx() -> Any:
    """The package whisperx, whose functions import what they need; `import_aligner` for its alignment."""
    os.environ[PYANNOTE_TELEMETRY] = "0"
    with suppress_warnings():
        import whisperx
        import whisperx.asr
    _quieten_loggers()
    return whisperx


def import_aligner() -> Any:
    """The module whisperx.alignment, with a sentence splitter that needs no data file, where nltk would download one.

    It takes three times as long as the rest of whisperx.
    """
    import_whisperx()
    with suppress_warnings():
        import whisperx.alignment
        from nltk.tokenize.punkt import PunktSentenceTokenizer

    whisperx.alignment.nltk_load = lambda _resource: PunktSentenceTokenizer()
    return whisperx.alignment


def import_pyannote() -> Any:
    """The package pyannote.audio."""
    os.environ[PYANNOTE_TELEMETRY] = "0"
    with suppress_warnings():
        import pyannote.audio
    _quieten_loggers()
    return pyannote.audio


def _quieten_loggers() -> None:
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
