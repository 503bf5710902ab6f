"""Pictures of callers and films: reading them within limits, and their perceptual hashes."""
