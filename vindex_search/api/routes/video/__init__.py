"""The routes of one video: its record, film, storyboard, transcript and captions."""
