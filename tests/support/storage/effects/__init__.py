"""Records what an operation changes, in order, and stops the world after any number of changes.

Changed are the files of a store and of a folder of uploads, objects on S3, points in an index, and Dagster's partitions.
"""

from tests.support.storage.effects.recorder import Effect, Recorder, Stopped
from tests.support.storage.effects.recording import effects

__all__ = ["Effect", "Recorder", "Stopped", "effects"]
