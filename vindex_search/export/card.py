"""The card of an exported data set, `README.md`: the head by which Hugging Face `datasets` finds the tables.

Source: https://huggingface.co/docs/datasets/repository_structure
"""

from __future__ import annotations

from collections.abc import Mapping

from vindex_search.export.columns import COLUMNS, TEXT, Column
from vindex_search.export.table_names import ROWS

HEAD = """---
pretty_name: vindex library
tags:
- video
- transcripts
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


def data_card(rows: Mapping[str, int]) -> str:
    """The card of a folder with tables, by name the number of their rows, each a folder of Parquet files.

    The head leaves out tables without rows: `datasets` refuses to load these.
    """
    filled = [name for name, count in rows.items() if count]
    configs = "".join(CONFIG.format(name=name) for name in filled)
    head = HEAD.format(configs=f"configs:\n{configs}" if filled else "", first=next(iter(filled or rows)))
    return "\n".join([head, *(_table(name) for name in rows)])


def _table(name: str) -> str:
    rows = "\n".join(f"| `{column.name}` | {_type(column)} | {column.meaning} |" for column in COLUMNS[name])
    return f"## {name}\n\n{ROWS[name]}\n\n| column | type | holds |\n|---|---|---|\n{rows}\n"


def _type(column: Column) -> str:
    return "text" if column.dtype == TEXT else str(column.dtype).replace("String", "text").lower()
