"""Audio: the track as 16 kHz mono FLAC in sync with the video, and its loudness."""
