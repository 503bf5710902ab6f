"""Chapters by the titles of slides: the first line of what stands on screen, where it changes.

    screen   | Proofing    | Proofing (2) | (speaker) | Proofing | Baking       |
    chapter  | Proofing                                         | Baking       |

A title that comes back before another one has stood for long is one chapter. What stands first on nearly all slides is
a running head (a logo, the name of the talk): the line below it is the title then. Lines are all that is stored of a
slide, with the box round them together, so that the first line stands for the largest one near the top.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from vindex_search.contract.chapters import Chapters, Mark, chapters_of_marks

MIN_STAND_S: Final = 4.0  # a slide that stands for less is a lower third or an animation on its way
MIN_CHAPTER_S: Final = 20.0  # a subject of a talk takes longer; a shorter stay is a slide that was leafed over
MIN_CHAPTERS: Final = 2
MIN_COVERED: Final = 0.4  # of the film: with fewer slides in it, their titles say little of what it is about
MAX_TOP: Final = 0.35  # of the height: text that begins below is a caption, a lower third or what is in the picture
MAX_TITLE_WORDS: Final = 12  # more are a sentence
MIN_LETTERS: Final = 3
HEAD_SHARE: Final = 0.8  # of the time of all slides: what stands first for longer is a running head
MIN_HEADED_SLIDES: Final = 4  # with fewer slides nothing runs
SAME_TITLE: Final = 0.85  # of difflib's ratio: what OCR reads of one title differs by a letter or two
CONTINUED: Final = frozenset({"cont", "contd", "cont'd", "continued", "forts", "fortsetzung"})
OF: Final = frozenset({"of", "von", "/"})  # between two numbers: `2 of 3`
BRACKETS: Final = "()[]:.-"


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on screen: start and end in seconds, its lines in reading order, its upper edge (0 top, 1 bottom)."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    top: float

    @property
    def length_s(self) -> float:
        """How long it stands."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class _Run:
    """A title, and the slides that have it one after another."""

    title: str
    start_s: float
    end_s: float
    shown_s: float


def slide_chapters(slides: Sequence[Slide], duration_s: float) -> Chapters:
    """The chapters by the titles of slides; none where there are too few, or where they cover too little of the film.

    The first chapter begins with the film: who speaks before the first slide speaks of what it announces.
    """
    standing = [slide for slide in slides if slide.length_s >= MIN_STAND_S and slide.top <= MAX_TOP]
    heads = _running_heads(standing)
    runs = _runs(standing, lambda slide: _title_of(slide, heads))
    covered = sum(run.shown_s for run in runs)
    kept = _joined([run for run in _joined(runs) if run.end_s - run.start_s >= MIN_CHAPTER_S])
    if len(kept) < MIN_CHAPTERS or covered < MIN_COVERED * duration_s:
        return ()
    marks: list[Mark] = [(run.title, run.start_s) for run in kept]
    return chapters_of_marks([(marks[0][0], 0.0), *marks[1:]], duration_s)


def _running_heads(slides: Sequence[Slide]) -> set[str]:
    """The keys of lines that stand first on nearly all slides."""
    if len(slides) < MIN_HEADED_SLIDES:
        return set()
    shown: dict[str, float] = defaultdict(float)
    for slide in slides:
        if slide.lines:
            shown[_key(slide.lines[0])] += slide.length_s
    total = sum(slide.length_s for slide in slides)
    return {key for key, seconds in shown.items() if seconds > HEAD_SHARE * total}


def _title_of(slide: Slide, heads: set[str]) -> str | None:
    """The title of a slide; None where its first line is none: numbers, or a sentence."""
    own = [line for line in slide.lines if _key(line) not in heads]
    if not own:
        return None
    title = _without_counter(own[0])
    letters = sum(character.isalpha() for character in title)
    is_title = letters >= MIN_LETTERS and len(title.split()) <= MAX_TITLE_WORDS
    return title if is_title else None


def _runs(slides: Sequence[Slide], title_of: Callable[[Slide], str | None]) -> list[_Run]:
    """Slides by their titles, in order; one without a title belongs to the run before it."""
    runs: list[_Run] = []
    for slide in slides:
        title = title_of(slide)
        if runs and (title is None or _is_same(runs[-1].title, title)):
            runs[-1] = replace(runs[-1], end_s=slide.end_s, shown_s=runs[-1].shown_s + slide.length_s)
        elif title is not None:
            runs.append(_Run(title, slide.start_s, slide.end_s, slide.length_s))
    return runs


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """Runs that last until the next one; neighbours of one title are one, whatever short one was between them."""
    joined: list[_Run] = []
    for run in runs:
        if joined:
            joined[-1] = replace(joined[-1], end_s=max(joined[-1].end_s, run.start_s))
        if joined and _is_same(joined[-1].title, run.title):
            joined[-1] = replace(joined[-1], end_s=run.end_s)
        else:
            joined.append(run)
    return joined


def _is_same(title: str, other: str) -> bool:
    first, second = _key(title), _key(other)
    if _number(title) != _number(other):  # `Step 1` and `Step 2`
        return False
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= SAME_TITLE


def _key(line: str) -> str:
    """What two readings of a title have in common: its letters and digits."""
    return "".join(character for character in _without_counter(line).casefold() if character.isalnum())


def _number(title: str) -> str:
    """The number that a title ends in; "" where it ends in none."""
    last = title.split()[-1]
    return last if last.isdigit() else ""


def _without_counter(line: str) -> str:
    """A title on one line without what says which of its slides this is: `(2/3)`, `2 of 3`, `(cont.)`, `[2]`."""
    words = line.split()
    while len(words) > 1 and (length := _counter_length(words)) and length < len(words):
        words = words[:-length]
    return " ".join(words)


def _counter_length(words: Sequence[str]) -> int:
    """How many of the last words are a counter."""
    bare = [word.strip(BRACKETS).casefold() for word in words[-3:]]
    is_numbered = len(bare) == 3 and bare[0].isdigit() and bare[1] in OF and bare[2].isdigit()
    if is_numbered:
        return 3
    last, own = words[-1], bare[-1]
    is_bracketed = last[0] in "([" and own.isdigit()
    is_share = "/" in own and all(part.isdigit() for part in own.split("/"))
    return int(is_bracketed or is_share or own in CONTINUED)
