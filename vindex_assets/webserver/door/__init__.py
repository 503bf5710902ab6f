"""The door: an ASGI application that decides which requests reach Dagster's, and who may send them."""
