"""Lists of videos and moments, and the links that show one of them, a video or a moment without a key."""
