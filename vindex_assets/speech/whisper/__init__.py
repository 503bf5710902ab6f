"""Speech recognition with WhisperX: voice activity, languages, batched decoding, word times."""
