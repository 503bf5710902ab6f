"""Decoding videos: ours beside FFmpeg, PyAV, decord and torchcodec."""
