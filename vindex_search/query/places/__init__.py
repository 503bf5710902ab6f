"""Where in a video a query stands out: every point scored, the places of an answer, and "find in this video"."""
