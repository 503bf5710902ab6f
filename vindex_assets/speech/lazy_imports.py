"""The speech libraries, imported late and kept quiet: no telemetry, no downloads, no warnings that are not the user's.

`import whisperx` takes 15-20 s and 1.2 GB; pyannote reports every use unless it is told not to before its import.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

TELEMETRY: Final = "PYANNOTE_METRICS_ENABLED"
TALKATIVE: Final = ("whisperx", "lightning.pytorch.utilities.migration.utils")  # of silences, of upgrades in memory


@contextmanager
def suppress_warnings() -> Iterator[None]:
    """Their libraries warn of each other's versions and of files that are not used here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def import_whisperx() -> Any:
    """The package whisperx, its sentence splitter without the data file that nltk would fetch."""
    os.environ[TELEMETRY] = "0"
    with suppress_warnings():
        import whisperx
        import whisperx.alignment
        from nltk.tokenize.punkt import PunktSentenceTokenizer

    whisperx.alignment.nltk_load = lambda _resource: PunktSentenceTokenizer()
    _hush()
    return whisperx


def import_pyannote() -> Any:
    """The package pyannote.audio."""
    os.environ[TELEMETRY] = "0"
    with suppress_warnings():
        import pyannote.audio
    _hush()
    return pyannote.audio


def _hush() -> None:
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
