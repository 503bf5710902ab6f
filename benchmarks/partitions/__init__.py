"""A library of thousands of videos that were never decoded, and what each new one costs: ticks, run starts, pages."""
