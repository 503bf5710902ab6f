"""Films, clips, pictures and damaged files that tests work on."""
