"""The index: one interface, implemented by a Qdrant server and by an embedded Qdrant Edge shard."""
