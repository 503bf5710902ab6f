"""The card of an exported data set, `README.md`: the head by which Hugging Face `datasets` finds the tables.

Source: https://huggingface.co/docs/datasets/repository_structure
"""

from __future__ import annotations

from collections.abc import Sequence

from vindex_search.export.columns import COLUMNS, TEXT, Column
from vindex_search.export.table_names import ROWS

HEAD = """---
pretty_name: vindex library
tags:
- video
- transcripts
configs:
{configs}---

# Tables of a vindex library

Times are seconds from the start of a video as a player shows it. Addresses are paths on the service.

```python
import datasets, polars, duckdb

datasets.load_dataset("FOLDER", "{first}")
polars.read_parquet("FOLDER/{first}/*.parquet")
duckdb.sql("SELECT * FROM 'FOLDER/{first}/*.parquet'")
```
"""
CONFIG = "- config_name: {name}\n  data_files: {name}/*.parquet\n"


def data_card(tables: Sequence[str]) -> str:
    """The card of a folder with these tables, each a folder of Parquet files."""
    configs = "".join(CONFIG.format(name=name) for name in tables)
    head = HEAD.format(configs=configs, first=tables[0])
    return "\n".join([head, *(_table(name) for name in tables)])


def _table(name: str) -> str:
    rows = "\n".join(f"| `{column.name}` | {_type(column)} | {column.meaning} |" for column in COLUMNS[name])
    return f"## {name}\n\n{ROWS[name]}\n\n| column | type | holds |\n|---|---|---|\n{rows}\n"


def _type(column: Column) -> str:
    return "text" if column.dtype == TEXT else str(column.dtype).replace("String", "text").lower()
