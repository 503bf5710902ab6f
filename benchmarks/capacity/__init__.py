"""Measures what `vindex capacity` extrapolates from: work and bytes by step, requests to S3, the size of an index."""
