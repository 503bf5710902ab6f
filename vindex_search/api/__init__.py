"""The HTTP service: application, routes, authentication, MCP endpoint."""
