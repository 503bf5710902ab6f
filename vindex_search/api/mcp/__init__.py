"""The endpoint for agents: the Model Context Protocol over HTTP, with the same keys as the HTTP API."""
