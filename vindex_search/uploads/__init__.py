"""Files on their way in: which names and which content are taken, and how bytes become a file."""
