"""Films and frames that are not what players take for granted: changing shapes, other colours."""
