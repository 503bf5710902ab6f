"""A cluster of processes: code server, daemon and Celery workers, each with a folder of its own."""
