"""The common core of WebVTT, SubRip and SBV: a line of times, then the text that is shown in it.

What has no times of its own belongs to the cue before it, blank lines or not: people write blank lines into what is
said, and losing words is worse than keeping a stray line. A line that should be one of times and is not costs its cue.

    00:01 --> 00:05          a cue
    I am stuck at work,
                             a blank line in it
    ten minutes late.
                             the number of the next cue is no text
    305
    00:06 --> 00:xx          a broken line: it and its text are skipped
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.timestamps import interval

CLOCK: Final = re.compile(r"[0-9]:[0-9]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format differs from the others.

    Attributes:
        timing: Matches a line of times.
        mark: What stands between the two times: a line with it that does not match is a broken one.
        comment: Matches the first line of a block that is no cue; None: the format has none.
        names_cues: A line of its own before the times may be the cue's name, not only its number.
        spaces_are_blank: A line of spaces is a blank one.
    """

    timing: re.Pattern[str]
    mark: re.Pattern[str]
    comment: re.Pattern[str] | None = None
    names_cues: bool = False
    spaces_are_blank: bool = True


class TimedLines:
    """Takes the lines of a file one after the other; `parsed` has what they say."""

    def __init__(self, dialect: Dialect) -> None:
        self.parsed = ParsedSubtitles()
        self._dialect = dialect
        self._timing: re.Match[str] | None = None  # of the cue that is being read
        self._timing_number = 0
        self._lines: list[str] = []  # of its text, blank ones as ""
        self._cue_number: int | None = None  # that stood before its times
        self._in_comment = False
        self._begins_block = True
        self._block_has_times = False

    def feed(self, number: int, line: str) -> None:
        """Take a line; `number` counts from 1."""
        if not (line.strip() if self._dialect.spaces_are_blank else line):
            self._lines.append("")
            self._begins_block, self._block_has_times, self._in_comment = True, False, False
            return
        if self._in_comment:
            return
        if self._begins_block and self._dialect.comment and self._dialect.comment.match(line):
            self._close()
            self._in_comment = True
        elif timing := self._dialect.timing.match(line):
            self._close(before_times=True)
            self._timing, self._timing_number, self._block_has_times = timing, number, True
        elif self._is_broken(line):
            self._close(before_times=True)
            self.parsed.skip(number, line)
            self._block_has_times = True
        else:
            self._lines.append(line)
        self._begins_block = False

    def finish(self) -> ParsedSubtitles:
        """What the file says, once all lines were taken."""
        if self._cue_number is not None and self._ends_with_number(self._cue_number + 1):
            self._lines.pop()  # the file is cut off after the number of a cue
        self._close()
        return self.parsed

    def _is_broken(self, line: str) -> bool:
        """Whether a line should be one of times: an arrow with digits first in a block, with a clock anywhere."""
        if not self._dialect.mark.search(line):
            return False
        return CLOCK.search(line) is not None or (not self._block_has_times and any(map(str.isdigit, line)))

    def _close(self, *, before_times: bool = False) -> None:
        """End the cue that is being read; what stands before the times of the next one is that one's."""
        number = self._take_name() if before_times else None
        if self._timing is not None:
            start_s, end_s = interval(self._timing)
            cue = Cue(start_s, end_s, "\n".join(self._lines))
            self.parsed.add(cue, number=self._timing_number, line=self._timing.string)
        self._timing, self._lines, self._cue_number = None, [], number

    def _take_name(self) -> int | None:
        """Take the number or the name of the next cue off the text; returns the number."""
        has_blank_after = bool(self._lines) and not self._lines[-1]
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        if self._lines and _is_number(self._lines[-1]):
            return int(self._lines.pop())
        is_alone = len(self._lines) > 1 and not self._lines[-2]
        if self._dialect.names_cues and is_alone and not has_blank_after:
            self._lines.pop()
        return None

    def _ends_with_number(self, expected: int) -> bool:
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        is_alone = len(self._lines) > 1 and not self._lines[-2]
        return is_alone and _is_number(self._lines[-1]) and int(self._lines[-1]) == expected


def _is_number(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) < 10 and stripped.isascii() and stripped.isdigit()


def parse_lines(lines: Iterable[str], dialect: Dialect) -> ParsedSubtitles:
    """The cues in the lines of a file."""
    reader = TimedLines(dialect)
    for number, line in enumerate(lines, start=1):
        reader.feed(number, line)
    return reader.finish()
