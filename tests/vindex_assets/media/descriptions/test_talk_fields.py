"""talk_fields: the schema and the table of the documentation are those of the code.

`python -m tests.vindex_assets.media.descriptions.test_talk_fields` writes the schema.
"""

from __future__ import annotations

import json
from typing import Final

from tests.support.session.checkout import CHECKOUT
from vindex_assets.media.descriptions.talk_fields import FIELDS, field_table, json_schema

SCHEMA: Final = CHECKOUT / "docs" / "talk.schema.json"
PAGE: Final = CHECKOUT / "docs" / "descriptions.md"


def schema_text() -> str:
    return f"{json.dumps(json_schema(), indent=1)}\n"


def test_the_schema_in_the_documentation_is_that_of_the_code() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_page_has_every_field() -> None:
    assert field_table() in PAGE.read_text(encoding="utf-8")


def test_each_field_fills_another_one_of_a_description() -> None:
    assert len({one.fills for one in FIELDS.values()}) == len(FIELDS)


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
