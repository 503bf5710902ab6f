"""Who speaks when: diarization, and the turns that segments are given to."""
