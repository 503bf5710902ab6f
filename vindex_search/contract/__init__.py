"""The data contract of both packages: ids, artefact names, records, tables. Uses the standard library and polars only."""
