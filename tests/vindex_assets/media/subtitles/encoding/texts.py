"""What people say in many languages, and the encodings from before Unicode in which it was written.

They are other texts than those that the priors in `charset.py` were chosen by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

TEXTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ru": (("cp1251", "koi8-r", "iso8859-5", "cp866"), ("Вода поднимается дважды в день.", "Почему? Никто не знает!")),
    "uk": (("cp1251", "koi8-u"), ("Вода піднімається двічі на день.", "Чому? Її ніхто не бачив.")),
    "bg": (("cp1251",), ("Водата се вдига два пъти на ден.", "Защо? Никой не знае това.")),
    "el": (("iso8859-7", "cp1253"), ("Το νερό ανεβαίνει δύο φορές την ημέρα.", "Γιατί; Κανείς δεν ξέρει.")),
    "he": (("cp1255",), ("המים עולים פעמיים ביום.", "למה? אף אחד לא יודע.")),
    "ar": (("cp1256",), ("يرتفع الماء مرتين في اليوم.", "لماذا؟ لا أحد يعرف.")),
    "th": (("cp874",), ("น้ำขึ้นวันละสองครั้ง", "ทำไม ไม่มีใครรู้")),
    "tr": (("iso8859-9", "cp1254"), ("Su günde iki kez yükseliyor, değil mi?", "Neden? Kimse bilmiyor ki şimdi.")),
    "pl": (
        ("iso8859-2", "cp1250"),
        ("Woda podnosi się dwa razy dziennie.", "Dlaczego? Nikt tego jeszcze nie wie, źle."),
    ),
    "cs": (("iso8859-2", "cp1250"), ("Voda stoupá dvakrát denně.", "Proč? Nikdo to přece neví.")),
    "hu": (("iso8859-2", "cp1250"), ("A víz naponta kétszer emelkedik.", "Miért? Senki sem tudja, ő sem, hű!")),
    "fr": (("cp1252",), ("L'eau monte deux fois par jour, c'est la marée.", "Pourquoi ? Personne ne l'a deviné.")),
    "de": (("cp1252",), ("Das Wasser steigt zweimal täglich.", "Warum? Das weiß man längst, schöne Grüße.")),
    "es": (("cp1252",), ("El agua sube dos veces al día.", "¿Por qué? Nadie lo sabrá mañana, señor.")),
    "pt": (("cp1252",), ("A água sobe duas vezes por dia.", "Por quê? Ninguém sabe, não é uma questão.")),
    "sv": (("cp1252",), ("Vattnet stiger två gånger om dagen.", "Varför? Det vet ingen människa än.")),
    "ja": (("cp932", "euc_jp"), ("水は一日に二回上がります。", "なぜ？だれも知りません。")),
    "zh": (("gbk", "gb18030"), ("水每天上涨两次。", "为什么？没有人知道。")),
    "zh-Hant": (("big5",), ("水每天上漲兩次。", "為什麼？沒有人知道。")),
    "ko": (("euc_kr",), ("물은 하루에 두 번 올라옵니다.", "왜요? 아무도 모릅니다.")),
}


class EncodedText(NamedTuple):
    """A file of two cues."""

    language: str
    encoding: str
    text: str

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self.text.encode(self.encoding)


def encoded_texts() -> Iterator[EncodedText]:
    """Every text in each of its encodings."""
    for language, (encodings, lines) in TEXTS.items():
        cues = (f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{line}\n" for n, line in enumerate(lines, start=1))
        text = "\n".join(cues)
        yield from (EncodedText(language, encoding, text) for encoding in encodings)
