"""Reads an export back with Hugging Face `datasets`, DuckDB and polars, and a manifest with IIIF's own models.

    python -m benchmarks.export.third_party_readers FOLDER [MANIFEST.json]

For an environment of its own: `pip install datasets duckdb polars iiif-prezi3`; no network is used. `datasets` wants a
newer huggingface-hub than whisperx allows, and `iiif-prezi3` an older Pillow than this project has, so that the tests
cannot have them. FOLDER is what `vindex export` wrote, MANIFEST.json an answer of `/iiif/{id}/manifest.json`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"  # before `datasets` is imported


def read_tables(folder: Path) -> Iterator[str]:
    """A line for each table of the card: its rows as three readers count them; AssertionError where they differ."""
    import datasets
    import duckdb
    import polars as pl

    for name in datasets.get_dataset_config_names(str(folder)):
        with tempfile.TemporaryDirectory() as cache:  # of an earlier export in this place it would know the rows
            loaded = datasets.load_dataset(str(folder), name, split="train", cache_dir=cache, keep_in_memory=True)
        files = f"{folder}/{name}/*.parquet"
        found = duckdb.execute(f"SELECT count(*) FROM '{files}'").fetchone()
        table = pl.read_parquet(files)
        assert [len(loaded), *(found or ())] == [len(table)] * 2, name
        assert loaded.column_names == table.columns, name
        assert loaded.to_list() == table.to_dicts(), name
        yield f"{name}: {len(table)} rows, {len(table.columns)} columns, alike in datasets, DuckDB and polars"


def read_manifest(file: Path) -> str:
    """A line for a manifest that IIIF's models take; an error of theirs where they do not."""
    import iiif_prezi3

    found = iiif_prezi3.Manifest(**json.loads(file.read_text(encoding="utf-8")))
    return f"manifest: taken, {len(found.items)} canvas of {found.items[0].duration} s"


if __name__ == "__main__":
    for line in read_tables(Path(sys.argv[1])):
        print(line)
    for manifest in sys.argv[2:]:
        print(read_manifest(Path(manifest)))
