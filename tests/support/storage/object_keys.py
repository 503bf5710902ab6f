"""Awkward object keys and what becomes of each: the ground truth of identity."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

import pytest

Fate = Literal["taken", "refused", "passed over"]
LONGEST_ON_S3: Final = 1024  # bytes, with the bucket's prefix


@dataclass(frozen=True)
class Case:
    """A key; whether a folder can hold it (S3 holds each); whether it is a video of the library; a word of why not."""

    key: str
    fate: Fate
    in_folder: bool = True
    reason: str = ""


NFC, NFD = (unicodedata.normalize(form, "team/Größe é.mp4") for form in ("NFC", "NFD"))

CASES: Final = {
    "comma and spaces": Case("team/a, b  c.mp4", "taken"),
    "space at both ends": Case("team/ x .mp4", "taken"),
    "composed": Case(NFC, "taken"),
    "decomposed": Case(NFD, "taken"),
    "beyond the basic plane": Case("team/\U0001f600/\U00010348.mp4", "taken"),
    "no letter of ASCII": Case("team/日本語.mp4", "taken"),
    "the longest": Case(f"team/{'x' * (LONGEST_ON_S3 - 10 - 9)}.mp4", "taken", in_folder=False),
    "the longest, in folders": Case(f"team/{'é' * 100}/{'é' * 100}/{'é' * 100}/{'é' * 100}/x.mp4", "taken"),
    "alike, one": Case("team/Talk 1.mp4", "taken"),
    "alike, other": Case("team/talk-1.mp4", "taken"),
    "upper case": Case("team/TALK.MP4", "taken"),
    "upper case workspace": Case("Team/talk.mp4", "refused", reason="workspace"),
    "dots inside": Case("team/wait... what.mp4", "taken"),
    "dots in front": Case("team/...mp4", "passed over"),
    "up": Case("team/../talk.mp4", "refused", in_folder=False, reason="'..'"),
    "up and out": Case("../talk.mp4", "refused", in_folder=False, reason="'..'"),
    "here": Case("team/./talk.mp4", "refused", in_folder=False, reason="'.'"),
    "leading slash": Case("/team/talk.mp4", "refused", in_folder=False, reason="workspace"),
    "two leading slashes": Case("//team/talk.mp4", "refused", in_folder=False, reason="workspace"),
    "two slashes": Case("team//talk.mp4", "taken", in_folder=False),
    "slash at the end": Case("team/talk.mp4/", "passed over", in_folder=False),
    "control characters": Case("team/a\tb\x01\x7f.mp4", "taken"),
    "what addresses escape": Case("team/a+b%20c?d#e&f=g'\"<>\\.mp4", "taken"),
    "no workspace": Case("talk.mp4", "refused", reason="workspace"),
    "hidden": Case("team/.talk.mp4", "passed over"),
    "no media": Case("team/talk.txt", "passed over"),
}

every_key = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
