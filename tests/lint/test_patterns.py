"""No pattern of the two packages does more work than its text is long; whoever adds one that may gives the reason."""

from __future__ import annotations

from collections import deque
from typing import Any, Final

import pytest

from tests.lint.patterns.found import Found, patterns
from tests.lint.patterns.growth import growth
from tests.lint.patterns.pumped import pumped_texts
from tests.support.concurrency.cpu_limit import cpu_limit

# Which may grow by the rules of the lint, and why they do not.
ACCEPTED: Final = {
    "vindex_assets.media.decode.coded_size.MPEG4_LAYER": "the end of the text ends it, so that it never fails",
    "vindex_search.models.sparse.codes.CODE": "what its first choice runs over in vain, its third one matches",
}
ALL: Final = list(patterns())


@pytest.mark.parametrize("found", [each for each in ALL if each.name not in ACCEPTED], ids=lambda found: found.name)
def test_work_grows_as_the_text_does(found: Found) -> None:
    assert growth(found.pattern, searches=found.searches, to_end=found.to_end) == "linear"


def test_each_exception_is_one() -> None:
    accepted = [found for found in ALL if found.name in ACCEPTED]
    assert {found.name for found in accepted} == set(ACCEPTED)
    assert "linear" not in {growth(found.pattern) for found in accepted}


@pytest.mark.slow
@pytest.mark.parametrize("found", ALL, ids=lambda found: found.name)
def test_texts_that_pump_its_own_characters_are_done_in_no_time(found: Found) -> None:
    """Quadratic, one of these texts is seconds, all together minutes."""
    for text in pumped_texts(found.pattern):
        with cpu_limit(2):
            _used(found, text)


def _used(found: Found, text: Any) -> None:
    """Use a pattern on a text as the packages do: all matches where it searches, else the one at the beginning."""
    if found.searches:
        deque(found.pattern.finditer(text), maxlen=0)
    elif found.to_end:
        found.pattern.fullmatch(text)
    else:
        found.pattern.match(text)
