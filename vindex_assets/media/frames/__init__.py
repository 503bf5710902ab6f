"""Frame sampling: shots, near duplicates, overlays, the kept frames as Parquet, storyboard sheets."""
