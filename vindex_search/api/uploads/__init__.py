"""Uploads over HTTP: content check and streaming into the bucket."""
