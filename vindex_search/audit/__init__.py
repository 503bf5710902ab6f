"""The audit log: who did what to which video or key of the library, append-only."""
