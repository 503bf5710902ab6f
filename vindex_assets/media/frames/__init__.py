"""Frame sampling: shots, near duplicates, the kept frames as Parquet, storyboard sheets."""
