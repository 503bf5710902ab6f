"""Damaged copies of media files, and the program that decodes them."""
