"""`vindex demo` and its questions."""
