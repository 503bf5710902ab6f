"""What files say to harm whoever reads it: markup, terminal sequences, forged lines, hidden directions."""

from __future__ import annotations

import unicodedata
from typing import Final

# Words that rich reads as markup, and crashes at, and a picture it makes of a name.
MARKUP: Final = "[/red] [bold]x[/] [link=http://evil.example]y[/link] :bomb: \\"
# A title, a link (OSC 8), a cleared screen, the bell, one letter back, a C1 sequence, and a line that looks like ours.
TERMINAL: Final = (
    "\x1b]0;owned\x07\x1b]8;;http://evil.example\x1b\\x\x1b[2J\b\x9b31m\rdone\nindexed  team/forged.mp4\x7f"
)
# An override, an isolate, a mark, a zero-width space, a line separator, a tag letter, a filler.
HIDDEN: Final = "\u202egpj\u2066\u200f\u200b\u2028\U000e0041\u3164"
# Pictures and links of Markdown, HTML, and addresses that are made links by themselves.
MARKDOWN: Final = (
    "![t](/graphql?query=mutation{x}) [a](javascript:alert`1`) <img src=/graphql?x onerror=alert(1)> **b** "
    "# h http://127.0.0.1:3000/graphql?query=1 HTTPS://evil.example www.evil.example a@evil.example <http://evil.example>"
)
HIDDEN_CATEGORIES: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
HOSTILE: Final = f"{MARKUP}{TERMINAL}{HIDDEN}{MARKDOWN}"


def steering(text: str) -> list[str]:
    """The characters of a printed text that steer a terminal or hide, but for line feeds, as their code points."""
    return [f"U+{ord(one):04X}" for one in text if one != "\n" and unicodedata.category(one) in HIDDEN_CATEGORIES]
