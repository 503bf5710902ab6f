"""What is said and written, made searchable."""
