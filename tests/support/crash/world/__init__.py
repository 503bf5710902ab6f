"""What processes stand on, in trouble: a host, a clock, an S3, a Qdrant server."""
