"""A cluster: PostgreSQL, Redis, S3, code server, daemon and three Celery workers, through losses and restarts."""
