"""growth: patterns that are known to be bad, and others that look like them."""

from __future__ import annotations

import re

import pytest

from tests.lint.patterns.growth import growth


@pytest.mark.parametrize(
    "source",
    [
        r"(a+)+$",
        r"(a*)*$",
        r"(a|a)*$",
        r"(a|aa)+$",
        r"(\w+\s?)*$",
        r"(?:\w|\w\w)+!",
        r"(?:\.[^\s>]+)*x",
        r"<v(?:\.[^\s>]+)*\s+([^>]+)>",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"(?:a{1,30})*b",
        r"(?i:(k|\u212ab?)+)x",
        r"((a?b?)*)*c",
    ],
)
def test_exponential(source: str) -> None:
    assert growth(re.compile(source)) == "exponential"


@pytest.mark.parametrize(
    "source",
    [
        r"\s+$",
        r"a+a+$",
        r"\r*\n|\r",
        r"x++y",
        r".*,.*,.*;",
        r"<a.*?>.*?</a>",
        r"\d+\w+:",
        r"(?m)^\s*\[",
        r"(?=\w*\d)[a-z]",
        r"(?<!x)\s+,",
        r"[^\s]+@",
        r"(?:ab)+$",
        r"[^,]*,[^,]*,",
    ],
)
def test_quadratic(source: str) -> None:
    assert growth(re.compile(source)) == "quadratic"


@pytest.mark.parametrize(
    "source",
    [
        r"a+",
        r"<[^<>]*>",
        r"(?<!a)a+$",
        r"\"[^\"]*\"",
        r"\s{0,9}$",
        r"(?<!\w)(?:-[A-Z]{1,5})*(?!\w)",
        r"^\s+$",
        r"(?m)^ *x",
        r"(a|b)*",
        r"[a-z]+(?:-[a-z]+)*",
        r"(?<!\w)(?=\w*\d)\w+(?!\w)",
        r"<[^<,]*,[^<,]*,",
    ],
)
def test_linear(source: str) -> None:
    assert growth(re.compile(source)) == "linear"


@pytest.mark.parametrize(
    ("source", "alone"), [(r"\s+$", "linear"), (r"\s*\S+\s*$", "linear"), (r"\s*\w*\s*x", "quadratic")]
)
def test_at_the_beginning_there_is_one_attempt(source: str, alone: str) -> None:
    assert growth(re.compile(source), searches=False) == alone
    assert growth(re.compile(source)) == "quadratic"


def test_what_has_to_match_all_may_fail_at_the_end() -> None:
    assert growth(re.compile(r"a*a*"), searches=False) == "linear"
    assert growth(re.compile(r"a*a*"), searches=False, to_end=True) == "quadratic"


def test_bytes_are_patterns_too() -> None:
    assert growth(re.compile(rb"(\xff+)+\x00")) == "exponential"
