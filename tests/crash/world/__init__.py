"""What a pipeline stands on goes away and comes back: the host, the disk, S3, Qdrant, the clock."""
