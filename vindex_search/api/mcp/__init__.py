"""The MCP endpoint: the Model Context Protocol over HTTP, authenticated with the same keys as the HTTP API."""
