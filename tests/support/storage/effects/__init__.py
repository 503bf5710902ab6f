"""Records what an operation changes, in order, and stops the world after any number of changes.

That is files below some folders, objects on S3, points on a Qdrant server and in Qdrant Edge shards, and Dagster's
partitions.
"""

from tests.support.storage.effects.recorder import Effect, Recorder, Stopped
from tests.support.storage.effects.recording import effects

__all__ = ["Effect", "Recorder", "Stopped", "effects"]
