"""The curves and windows of all videos of an answer in one go: as those of one video, at a fifth of the time."""
