"""Whether what is on the screen, and what is missing, is found."""
