"""shards: stopped anywhere while another shard is made the active one, the pointer names the one or the other."""

from __future__ import annotations

from pathlib import Path

from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_search.index.shards import Shard, active_shard, remove_other_shards, set_active_shard

COLLECTION = "vindex-a"


class Switch(Operation):
    """From a shard to a rebuilt one, as upkeep does it: the pointer, then the folder of the old one."""

    def __init__(self, root: str) -> None:
        self.folder = Path(root)
        self.old, self.new = Shard(f"{COLLECTION}.1f", 7), Shard(f"{COLLECTION}.2e", 70)
        for shard in (self.old, self.new):
            (self.folder / shard.folder).mkdir(parents=True)
            (self.folder / shard.folder / "segment").write_bytes(b"points")
        set_active_shard(self.folder, COLLECTION, self.old)

    def act(self) -> None:
        set_active_shard(self.folder, COLLECTION, self.new)
        remove_other_shards(self.folder, COLLECTION)

    def check_reader(self) -> None:
        active = active_shard(self.folder, COLLECTION)
        assert active in (self.old, self.new)
        assert (self.folder / active.folder / "segment").read_bytes() == b"points"

    def check_done(self) -> None:
        assert active_shard(self.folder, COLLECTION) == self.new
        assert not (self.folder / self.old.folder).exists()


def test_stopped_anywhere_the_active_shard_is_whole(tmp_path: Path) -> None:
    check_every_prefix(Switch, tmp_path, drafts=True)
