"""The data contract of both packages: ids, artefact names, records, tables; needs polars and nothing else."""
