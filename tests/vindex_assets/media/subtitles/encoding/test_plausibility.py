"""plausibility: words of one script, letters of one language."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.encoding.plausibility import plausibility


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (("¿Cómo estás, señor?", "cp1252"), ("żCómo estás, seńor?", "cp1250")),
        (("Perché è così", "cp1252"), ("Perchй и cosм", "cp1251")),
        (("Žluťoučký kůň", "cp1250"), ("Žluouèký kùò", "cp1252")),
        (("değil mi", "cp1254"), ("deðil mi", "cp1252")),
    ],
)
def test_the_right_code_page_is_likelier(right: tuple[str, str], wrong: tuple[str, str]) -> None:
    assert plausibility(*right) > plausibility(*wrong)


@pytest.mark.parametrize("text", ["水は上がる", "Naïve", "Größe “gut” – ja…", "Вода", "한국어", "English"])
def test_words_of_one_script_are_as_likely_as_can_be(text: str) -> None:
    assert plausibility(text, "cp1252" if text.isascii() or "ö" in text or "ï" in text else "cp932") == 1.0
