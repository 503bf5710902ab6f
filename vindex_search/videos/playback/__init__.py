"""What a player is served of a video: its captions, and its file where that is media."""
