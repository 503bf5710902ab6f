"""The sound of a video as 16 kHz mono, and its loudness."""
