"""What a GPU adds: our encoders beside the bare models on random weights, hearing beside WhisperX's command line."""
