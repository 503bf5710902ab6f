"""What the name of a subtitle file, or the title of a subtitle track, says: its language, and what it leaves out.

Names are read as Plex, Jellyfin, Kodi and mpv do: after the name of the video stand languages and flags in any order
and case, parted by dots: `talk.en.forced.srt`, `talk.SDH.pt-BR.vtt`, `talk.English (CC).srt`. `hi` alone is Hindi;
beside another language it means hearing impaired (https://jellyfin.org/docs/general/server/media/movies).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Literal

from vindex_search.common.languages import language_named

Flag = Literal["forced", "hearing impaired", "no dialogue", "full", "neutral"]

FLAGS: Final[dict[str, Flag]] = {
    **dict.fromkeys(("forced", "foreign", "signs", "songs", "karaoke"), "forced"),
    **dict.fromkeys(("sdh", "cc", "hoh", "impaired"), "hearing impaired"),
    **dict.fromkeys(("commentary", "comments", "chapters", "descriptions", "metadata"), "no dialogue"),
    **dict.fromkeys(("thumbnails", "storyboard", "sprites"), "no dialogue"),
    **dict.fromkeys(("full", "dialogue", "dialog", "dialogues"), "full"),
    **dict.fromkeys(("default", "orig", "original", "auto", "asr", "generated", "subtitles", "subtitle"), "neutral"),
    **dict.fromkeys(("subs", "sub", "captions", "caption", "closed", "hearing", "only", "and", "no"), "neutral"),
    **dict.fromkeys(("simplified", "traditional", "brazilian", "latin", "american", "european"), "neutral"),
}
HINDI: Final = "hi"  # and "hearing impaired"
NORWEGIAN: Final = "no"  # and the English word: a flag beside other words, a language alone
SEPARATORS: Final = re.compile(r"[\s_()\[\]{},&+-]+")
MAX_PARTS: Final = 6  # between the name of the video and the suffix


@dataclass(frozen=True, slots=True)
class SubtitleName:
    """What a name says.

    Attributes:
        language: Code of the language; None: none is named.
        is_forced: It holds only what a viewer who knows the spoken language needs: signs, songs, foreign parts.
        for_hearing_impaired: Sounds and speakers are written too.
        is_no_dialogue: It is what others say about the video, its chapters, or where the pictures of its preview lie.
    """

    language: str | None = None
    is_forced: bool = False
    for_hearing_impaired: bool = False
    is_no_dialogue: bool = False


def read_sidecar_name(sidecar: str, object_key: str) -> SubtitleName:
    """What the key of a subtitle file says beyond that of its video."""
    described = PurePosixPath(sidecar).stem.removeprefix(PurePosixPath(object_key).stem)
    return _read([part for part in described.split(".") if part])


def is_chapter_file(sidecar: str, object_key: str) -> bool:
    """Whether a subtitle file says by its name that it holds the chapters: `talk.chapters.vtt`."""
    described = PurePosixPath(sidecar).stem.removeprefix(PurePosixPath(object_key).stem)
    return any("chapters" in _words(part) for part in described.split(".") if part)


def read_title(title: str) -> SubtitleName:
    """What the title of a track says."""
    return _read([title])


def video_stems(sidecar: str) -> set[str]:
    """Stems of the videos that a subtitle file may belong to.

    `t/talk.en.vtt` is one of `t/talk.*` and of `t/talk.en.*`. One part is left out whatever it says; more than one
    where they are languages, flags and numbers, and at most one of them a title beside a language.
    """
    stem = stem_of(sidecar)
    stems, parts = {stem}, list[str]()
    while (shorter := stem_of(stem)) != stem and len(parts) < MAX_PARTS:
        parts.append(stem[len(shorter) + 1 :])
        if len(parts) > 1 and not _describes(parts):
            break
        stems.add(shorter)
        stem = shorter
    return stems


def stem_of(key: str) -> str:
    """A key without its suffix."""
    return key.removesuffix(PurePosixPath(key).suffix)


def _describes(parts: Sequence[str]) -> bool:
    unknown = sum(not _is_known(part) for part in parts)
    has_language = any(language_named(part) for part in parts)
    return unknown == 0 or (unknown == 1 and has_language)


def _is_known(part: str) -> bool:
    return all(word in FLAGS or word.isdigit() or language_named(word) for word in _words(part))


def _read(parts: Sequence[str]) -> SubtitleName:
    words = [word for part in parts for word in _words(part)]
    flags = {FLAGS[word] for word in words if word in FLAGS and not (word == NORWEGIAN and len(words) == 1)}
    stated = [each for part in parts for each in _languages(part)]
    languages = [each for each in stated if each != HINDI] or stated[:1]
    is_hindi_a_flag = len(stated) > 1 and HINDI in stated
    return SubtitleName(
        language=languages[-1] if languages else None,
        is_forced="forced" in flags and "full" not in flags,
        for_hearing_impaired="hearing impaired" in flags or is_hindi_a_flag,
        is_no_dialogue="no dialogue" in flags,
    )


def _words(part: str) -> list[str]:
    """The words of a part in lower case; the tag of a language, with its script and country, is one word."""
    tag, *rest = part.replace("_", "-").split("-")
    if rest and language_named("-".join([tag, *rest])) and not any(word.lower() in FLAGS for word in rest):
        return [part.replace("_", "-")]
    return [word for word in SEPARATORS.split(part.lower()) if word]


def _languages(part: str) -> Iterator[str]:
    words = _words(part)
    for word in words:
        if (word not in FLAGS or (word == NORWEGIAN and len(words) == 1)) and (code := language_named(word)):
            yield code
