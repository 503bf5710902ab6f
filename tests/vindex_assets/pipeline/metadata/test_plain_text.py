"""plain_text: whatever a file says, Dagster shows it as text: no link, no picture, no HTML."""

from __future__ import annotations

import re
from typing import Any, Final

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.foreign_text import HOSTILE, steering
from vindex_assets.pipeline.metadata.plain_text import (
    MAX_PLOT_BYTES,
    inert,
    inert_lines,
    inert_metadata,
    picture_metadata,
    plot_metadata,
)

# What Dagster 1.13's UI takes for the beginning of an address in the log of a run (`ui/autolinking.ts`).
LINKED: Final = re.compile(r"https?://", re.IGNORECASE)
TABLE: Final = dg.TableSchema([dg.TableColumn("text", "string")])

addresses = st.sampled_from(["http:", "HTTPS://", "hhttp://", "://", "//", "http:\u200b//", "http:/", ":"])
foreign = st.lists(st.text(st.characters(codec=None), max_size=8) | addresses | st.just(HOSTILE)).map("".join)


@given(foreign)
def test_no_text_is_a_link_or_steers(text: str) -> None:
    shown = inert(text)
    assert LINKED.search(shown) is None
    assert [one for one in steering(shown) if one not in {"U+200C", "U+200D"}] == []
    assert "\n" not in shown


def test_an_address_stays_readable() -> None:
    assert inert("see https://a.example/x") == "see https[:]//a.example/x"
    assert inert_lines("a\nHTTP://b\x1b") == "a\n  HTTP[:]//b\\x1b"


def test_every_kind_of_metadata_is_inert() -> None:
    table = dg.MetadataValue.table([dg.TableRecord({"text": HOSTILE})], TABLE)
    given_values = {
        HOSTILE: HOSTILE,
        "list": [HOSTILE, {HOSTILE: (HOSTILE, 1.5, None)}],
        "json": dg.MetadataValue.json({"tags": {HOSTILE: HOSTILE}}),
        "table": table,
        "count": 3,
    }
    event = dg.AssetMaterialization("a", metadata=inert_metadata(given_values))
    shown = [*event.metadata, *(str(value) for value in event.metadata.values())]
    assert not [text for text in shown if LINKED.search(text)]
    assert not [text for text in shown if steering(text)]
    shown_table = event.metadata["table"]
    assert isinstance(shown_table, dg.TableMetadataValue)
    assert [record.data for record in shown_table.records] == [{"text": inert(HOSTILE)}]
    assert event.metadata["count"].value == 3


@pytest.mark.parametrize(
    "value",
    [
        dg.MetadataValue.md("![t](/graphql?query=mutation{x})"),
        dg.MetadataValue.md("![contact sheet](data:image/jpeg;base64,AA==)\n# h"),
        dg.MetadataValue.path("/etc/passwd"),
        object(),
    ],
)
def test_markdown_and_unknown_kinds_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="is no metadata of a video"):
        inert_metadata({"excerpt": value})


def test_our_own_pictures_are_the_one_exception() -> None:
    pictures = {"contact sheet": picture_metadata(b"\xff\xd8\xff"), "plot": plot_metadata("<svg/>")}
    assert inert_metadata(pictures) == pictures


def test_a_plot_that_an_event_is_not_to_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="32769 bytes"):
        plot_metadata("x" * (MAX_PLOT_BYTES + 1))
