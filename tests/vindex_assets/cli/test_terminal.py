"""terminal: styles are ours alone, whatever a name holds; a line is one line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.library.foreign_text import HOSTILE, steering
from vindex_assets.cli.demo import demo
from vindex_assets.cli.terminal import StyledPrinter, bar_title, print_error
from vindex_search.api.schemas.query.search_response import EvidenceOut, MomentOut, SearchAnswer
from vindex_search.common.text import visible

STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")


def test_a_styled_line_has_our_styles_alone(capsys: pytest.CaptureFixture[str]) -> None:
    StyledPrinter().show((HOSTILE, "red"), " ", HOSTILE)
    printed = capsys.readouterr().out
    assert STYLE.sub("", printed) == f"{visible(HOSTILE)} {visible(HOSTILE)}\n"
    assert STYLE.findall(printed) == ["\x1b[31m", "\x1b[0m"]


def test_the_bar_of_a_hostile_name_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with StyledPrinter().progress() as bars:
        bars.add_task(bar_title(HOSTILE), total=1, step="starting")
        (shown,) = [task.description for task in bars.tasks]
        bars.refresh()
    assert steering(shown) == []
    assert "[/red] [bold]x" in STYLE.sub("", capsys.readouterr().out)


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(HOSTILE)
    printed = STYLE.sub("", capsys.readouterr().err)
    assert printed == f"vindex: {visible(HOSTILE)}\n"


def test_the_demo_prints_answers_with_hostile_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its markup crashed here: `closing tag '[/red]' doesn't match any open tag`."""
    classes: list[Any] = [EvidenceOut, MomentOut, SearchAnswer]  # in part only
    evidence_type, moment_type, answer_type = classes
    evidence = evidence_type.model_construct(channel="speech", text=HOSTILE, highlights=[])
    moment = moment_type.model_construct(title=HOSTILE, start_s=0.0, end_s=1.0, evidence=[evidence])
    monkeypatch.setattr(demo, "_search", lambda *_: answer_type.model_construct(moments=[moment]))
    assert demo._ask_questions(StyledPrinter(), "http://127.0.0.1", [HOSTILE])[0]
    assert steering(STYLE.sub("", capsys.readouterr().out)) == []
