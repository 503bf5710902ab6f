"""Speech: recognisers, diarization, the hallucination filter, and the cutting of transcripts into passages."""
