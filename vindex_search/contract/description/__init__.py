"""What people, or the file itself, say about a video: title, people, date, place, chapters and whatever else."""
