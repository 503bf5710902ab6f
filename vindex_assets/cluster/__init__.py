"""Many machines: steps are sent to queues of Celery, and workers on any machine take them from there."""
