"""Where the checkout and the files beside it are, and the rule that an absent thing is a skip with a reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NoReturn

import pytest

CHECKOUT: Final = Path(__file__).resolve().parents[3]
SHARED: Final = CHECKOUT.parent / "shared"


def absent(reason: str) -> NoReturn:
    """Skip with the reason; fail instead where `VINDEX_TEST_REQUIRE=1` says that nothing may be absent."""
    if os.environ.get("VINDEX_TEST_REQUIRE") == "1":
        pytest.fail(f"VINDEX_TEST_REQUIRE=1, and yet {reason}")
    pytest.skip(reason)
