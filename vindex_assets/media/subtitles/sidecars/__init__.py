"""Subtitle files beside a video, read in a child process: whatever one of them holds, it costs that file alone."""
