"""The fixtures of this room."""

from tests.support.index.shard_folder import shard_folder

__all__ = ["shard_folder"]
