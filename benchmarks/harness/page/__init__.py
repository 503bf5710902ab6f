"""The page of results: `benchmarks/README.md`, made of the Parquet files alone, with a picture a case."""
