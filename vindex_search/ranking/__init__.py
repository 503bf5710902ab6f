"""From hits to moments: rank fusion, relevance curves, windows, confidence. Pure functions, no index and no model."""
