"""Words of scripts without spaces, by the tokenizer of the index."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.vindex_search.suggest.phrases.tokens import TOKEN_IDS
from vindex_search.suggest.phrases.segmentation import MAX_RUN, segments


@pytest.mark.parametrize(
    ("run", "language", "words"),
    [
        ("我们今天学习机器学习的基本概念", "zh", ["学习", "机器", "学习", "概念"]),
        ("今日は機械学習の基礎とニューラル網", "ja", ["今日", "機械学習", "基礎", "ニューラル", "網"]),
        ("เราเรียนรู้ภาษาไทย", "th", ["เรา", "เรียนรู้", "ภาษาไทย"]),
    ],
)
def test_words_are_told_apart(run: str, language: str, words: list[str]) -> None:
    found = [run[one.start : one.end] for one in segments(run, language, TOKEN_IDS) if one.role == "word"]
    assert found == words


@pytest.mark.parametrize("run", ["我们今天学习的", "今日は々ー機", "ព្រះរាជា", "學" * (MAX_RUN + 1), "๐", "ーーー"])
def test_no_letter_is_in_two_segments(run: str) -> None:
    found = list(segments(run, None, TOKEN_IDS))
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(0 <= one.start < one.end <= len(run) for one in found)
