"""Connections of the HTTP server: how many there are, and how long each may take to send and to read."""
