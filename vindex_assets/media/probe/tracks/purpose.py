"""What a track is for: the film itself, a description for the blind, a commentary, sound without speech.

Containers say it by dispositions, by the language code (broadcasters use `qad` and `nar` for described sound), or only
by a title in the language of whoever made the file.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal, get_args

# From what is indexed first to what is indexed last. The first three hold all of the dialogue, the last none.
Purpose = Literal["main", "hearing_impaired", "described", "commentary", "no_speech"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

DESCRIBED_LANGUAGES: Final = frozenset({"qad", "nar"})  # in French and British broadcasts
NO_LANGUAGE: Final = "zxx"  # ISO 639-2: no linguistic content


def _words(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns, as words of their own."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


# In the order in which they are asked: "no commentary" is not a commentary.
TITLES: Final[tuple[tuple[Purpose, re.Pattern[str]], ...]] = (
    (
        "no_speech",
        _words(
            r"(?:no|without|w/o|ohne|sans|sin|senza) (?:commentary|kommentar|commentaires?|comentarios?|commento)",
            *(r"karaoke", r"instrumental", r"(?:isolated|music) score", r"isolated music", r"music only", r"nur musik"),
            *(r"m ?& ?e", r"music (?:and|&) effects", r"(?:clean|sound|stadium) effects", r"effects only"),
            *(r"international sound", r"(?:stadium|crowd|ambient|natural) sound", r"off vocals?", r"カラオケ"),
        ),
    ),
    (
        "described",
        _words(
            *(r"audio[ -]?des[ck]r\w*", r"audiobeschrijving", r"(?-i:AD)"),  # -description, -deskrypcja, -descrição ...
            *(r"descriptive", r"described", r"dvs", r"hör(?:film|fassung)\w*", r"syns?tolk\w*"),
            *(r"(?:for (?:the )?)?visually impaired", r"for the blind", r"sehbehinderte?n?", r"malvoyants?"),
            *(r"тифлокомментари\w*", r"口述影像", r"音声解説", r"画面解説"),
        ),
    ),
    (
        "commentary",
        _words(
            *(
                r"comments?",
                r"\w*commentar(?:y|ies)",
                r"\w*kommentar(?:e|er|ja|io)?",
                r"commentaires?",
                r"coment[aá]rios?",
            ),
            *(r"commento", r"commenti", r"commentaar", r"kommentti\w*", r"komentar[zo]?\w*", r"комментари\w*"),
            *(r"\w*コメンタリー", r"评论(?:音轨)?", r"評論(?:音軌)?"),
        ),
    ),
    (
        "hearing_impaired",
        _words(
            *(
                r"sdh",
                r"cc",
                r"closed captions?",
                r"hearing[ -]impaired",
                r"hard[ -]of[ -]hearing",
                r"hoh",
                r"[\[(]hi[\])]",
            ),
            *(r"gehörlose?n?", r"hörgeschädigte?n?", r"malentendants?", r"clear dialog(?:ue)?", r"sourds\w*"),
        ),
    ),
)
FORCED_TITLE: Final = _words(
    r"(?<!non[ -])(?<!not )forced",
    *(r"forcés?", r"forcées?", r"forzad[oa]s?", r"forzati", r"erzwungene?", r"foreign parts?(?: only)?"),
    *(r"signs?(?: ?(?:&|and|/|\+) ?songs?)?", r"songs? ?(?:&|and|/|\+) ?signs?"),
)
WHOLE_TITLE: Final = _words(r"full", r"complete", r"dialog(?:ue)?s?", r"non[ -]forced", r"not forced")


def purpose_of(disposition: Any, *, language: str | None, titles: tuple[str, ...]) -> Purpose:
    """What a track is for.

    Args:
        disposition: FFmpeg's flags of the stream.
        language: Language tag; None without one.
        titles: What the container calls the track.
    """
    by_flags = _by_flags(disposition)
    if by_flags == "main" and language in DESCRIBED_LANGUAGES:
        return "described"
    if by_flags == "main" and language == NO_LANGUAGE:
        return "no_speech"
    return by_flags if by_flags != "main" else _by_title(" ".join(titles))


def _by_flags(disposition: Any) -> Purpose:
    import av.stream

    flag = av.stream.Disposition
    meanings: tuple[tuple[Purpose, Any], ...] = (
        ("commentary", flag.comment),
        ("described", flag.visual_impaired | flag.descriptions | flag.dependent),
        ("hearing_impaired", flag.hearing_impaired | flag.captions),
        ("no_speech", flag.karaoke | flag.clean_effects | flag.non_diegetic),
    )
    return next((purpose for purpose, flags in meanings if disposition & flags), "main")


def _by_title(title: str) -> Purpose:
    return next((purpose for purpose, pattern in TITLES if pattern.search(title)), "main")


def is_forced_title(title: str) -> bool:
    """Whether a title says that subtitles hold only foreign-language parts and signs."""
    return bool(FORCED_TITLE.search(title)) and not WHOLE_TITLE.search(title)
