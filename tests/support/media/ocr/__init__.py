"""RapidOCR in tests: its lines of one picture, and an engine whose answers are altered."""
