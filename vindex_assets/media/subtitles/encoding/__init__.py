"""From the bytes of a subtitle file to its text."""
