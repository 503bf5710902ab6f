"""What all cases share: samples, contestants in turns, goals, results as Parquet, and the page."""
