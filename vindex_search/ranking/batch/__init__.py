"""The windows of all videos of an answer in one go: as those of one video, at a third of the time."""
