"""What `vindex history`, `workers` and `replay` print, and how `vindex videos` shows what is in work."""
