"""The child processes of a command: how they are started, kept alive and ended."""
