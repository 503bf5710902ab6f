"""The clock of this process, set back: what vindex and Dagster read of the time of day; monotonic clocks go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest


@contextmanager
def clock_set_back(seconds: float) -> Iterator[None]:
    """Every module that is imported reads a time of day that is `seconds` earlier."""
    real = time.time

    class Earlier(datetime):
        """`datetime` on the clock that was set back."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            """The time of day."""
            return cls.fromtimestamp(real() - seconds, tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: real() - seconds)
        for name, module in list(sys.modules.items()):
            if name.startswith(("vindex_", "dagster._time")) and getattr(module, "datetime", None) is datetime:
                patch.setattr(module, "datetime", Earlier)
        assert Earlier.now() < datetime.now() - timedelta(seconds=seconds / 2)
        yield
