"""Ground truth for sampling: films whose overlays of text are known by time, place and size."""
