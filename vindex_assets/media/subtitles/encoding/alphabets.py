"""The letters beyond ASCII of the languages that are written in Latin script, and which code pages hold them.

Two code pages differ in a handful of letters, and a text of a few lines has only some of them. That Spanish has an "ñ"
and no "ń" then decides. Source: Unicode CLDR, exemplar characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LETTERS: Final[Mapping[str, str]] = {
    "de": "äöüßé",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúü",
    "pt": "áâãàçéêíóôõú",
    "it": "àèéìíîòóùú",
    "ca": "àçéèíïóòúü",
    "nl": "áéëèïíóöü",
    "sv": "åäöéàü",
    "da": "æøåéó",
    "no": "æøåéèòóôü",
    "fi": "äöåšž",
    "is": "áðéíóúýþæö",
    "en": "éèêëïôöçñâàœæ",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţșț",
    "hr": "čćđšž",
    "sl": "čšžćđ",
    "sr": "čćđšž",
    "sq": "çë",
    "tr": "çğıöşüâîû",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņōŗšūž",
    "et": "äõöüšž",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
WESTERN: Final = frozenset({"de", "fr", "es", "pt", "it", "ca", "nl", "sv", "da", "no", "fi", "is", "en", "sq"})
CENTRAL: Final = frozenset({"pl", "cs", "sk", "hu", "ro", "hr", "sl", "sr", "sq", "de"})
LATIN_CODE_PAGES: Final[Mapping[str, frozenset[str]]] = {
    "cp1252": WESTERN,
    "cp850": WESTERN,
    "mac-roman": WESTERN,
    "cp852": CENTRAL,
    "cp1250": CENTRAL,
    "iso8859-2": CENTRAL,
    "iso8859-16": frozenset({"ro"}),
    "cp1254": frozenset({"tr"}),
    "cp1257": frozenset({"lt", "lv", "et"}),
    "cp1258": frozenset({"vi"}),
}
