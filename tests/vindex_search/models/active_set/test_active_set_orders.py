"""active_set: stopped anywhere while another model set is activated, the one or the other is active."""

from __future__ import annotations

from pathlib import Path

from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_search.models.active_set import activate, active_model_set
from vindex_search.models.catalogue import model_set
from vindex_search.settings import Settings

OFFLINE, STANDARD = model_set("offline"), model_set("standard")


class Activate(Operation):
    """The standard set in the place of the offline one."""

    def __init__(self, root: str) -> None:
        self.settings = Settings(home=Path(root))
        activate(self.settings, OFFLINE)

    def act(self) -> None:
        activate(self.settings, STANDARD)

    def check_reader(self) -> None:
        assert active_model_set(self.settings) in (OFFLINE, STANDARD)

    def check_done(self) -> None:
        assert active_model_set(self.settings) == STANDARD


def test_stopped_anywhere_one_of_the_two_sets_is_active(tmp_path: Path) -> None:
    check_every_prefix(Activate, tmp_path, drafts=True)
