"""ASGI middleware: local requests only, request log, security headers, size limits."""
