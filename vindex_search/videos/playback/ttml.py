"""Renders a transcript as TTML (DFXP): the XML captions of broadcasters, of Netflix, YouTube and Panopto.

The document keeps to the IMSC 1.1 text profile: times of the media, one region at the bottom, a paragraph a cue, with
its language and its speaker as an agent.

Sources: https://www.w3.org/TR/ttml2/ and https://www.w3.org/TR/ttml-imsc1.1/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from vindex_search.common.text import visible
from vindex_search.videos.playback.captions import Cue, cue_times, cues

if TYPE_CHECKING:
    import polars as pl

# What XML 1.0 cannot hold, not even as a reference (https://www.w3.org/TR/xml/#charsets).
NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)  # RFC 5646; RFC 3066 in XML Schema
HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"\
 xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"\
 ttp:timeBase="media" ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text" xml:lang="{language}">
  <head>
    <metadata>{agents}</metadata>
    <layout>
      <region xml:id="bottom" tts:origin="10% 80%" tts:extent="80% 15%" tts:displayAlign="after"\
 tts:textAlign="center"/>
    </layout>
  </head>
  <body region="bottom">
    <div>
"""
TAIL: Final = """    </div>
  </body>
</tt>
"""
AGENT: Final = '\n      <ttm:agent xml:id="{agent}" type="person"><ttm:name type="full">{name}</ttm:name></ttm:agent>'


def to_ttml(table: pl.DataFrame) -> str:
    """TTML of a table with `TRANSCRIPT_SCHEMA`; speakers become agents."""
    shown = cues(table)
    agents = _agents(shown)
    language = _main_language(shown)
    named = "".join(AGENT.format(agent=agent, name=_escape(name)) for name, agent in agents.items())
    head = HEAD.format(language=language, agents=f"{named}\n    " if named else "")
    return "".join([head, *(_paragraph(cue, agents, language) for cue in shown), TAIL])


def _paragraph(cue: Cue, agents: Mapping[str, str], language: str) -> str:
    start, end = cue_times(cue)
    name = _speaker(cue)
    agent = f' ttm:agent="{agents[name]}"' if name else ""
    own = _language(cue)
    in_language = f" xml:lang={quoteattr(own)}" if own and own != language else ""
    text = "<br/>".join(map(_escape, cue.lines))
    return f'      <p begin="{start}" end="{end}"{in_language}{agent}>{text}</p>\n'


def _agents(shown: Sequence[Cue]) -> dict[str, str]:
    """The XML id of each speaker, in the order in which they begin to speak."""
    names = dict.fromkeys(filter(None, map(_speaker, shown)))
    return {name: f"speaker-{number}" for number, name in enumerate(names, start=1)}


def _speaker(cue: Cue) -> str:
    return visible(" ".join((cue.speaker or "").split()))


def _main_language(shown: Sequence[Cue]) -> str:
    """The language of most cues; empty, which XML reads as unknown, where none has one."""
    counted = Counter(filter(None, map(_language, shown)))
    return counted.most_common(1)[0][0] if counted else ""


def _language(cue: Cue) -> str:
    """The language of a cue; empty where it is unknown or no tag that XML Schema takes."""
    return cue.language if cue.language and LANGUAGE_TAG.fullmatch(cue.language) else ""


def _escape(text: str) -> str:
    return escape(NO_XML.sub("\ufffd", text))
