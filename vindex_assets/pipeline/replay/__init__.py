"""Replay: an artefact is made once more from the same inputs, in a scratch folder, and compared with what is stored."""
