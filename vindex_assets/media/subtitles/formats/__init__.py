"""Parsers of subtitle formats: strings to cues that still have their markup; a broken line costs its cue alone."""
