"""delete: stopped after any effect on a Qdrant server, a store and a bucket, a deletion ends right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import points
from tests.support.index.shared_server import shared_server
from tests.support.storage.artefacts import STAMP, TABLE
from tests.support.storage.effects import effects
from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.video_records import indexed
from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ForgottenRecord, IndexedRecord, UploadRecord
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.models.active_set import configured_model_set
from vindex_search.models.catalogue import SETS
from vindex_search.settings import Settings
from vindex_search.storage.bucket import FolderBucket
from vindex_search.storage.store import Store
from vindex_search.videos.delete import UnknownVideo, delete_video, finish_deletion, is_unfinished, remove_video

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

SERVER = Settings(qdrant_url="http://localhost:6333")
FILM, SUBTITLES, OTHER_FILM = "team/x.mp4", "team/x.en.vtt", "team/y.mp4"
VIDEO, OTHER = video_id("folder", FILM), video_id("folder", OTHER_FILM)


@pytest.fixture(autouse=True)
def server() -> Iterator[QdrantClient]:
    with shared_server() as client:
        yield client


class Library:
    """Two videos with all they have; that of `FILM` has subtitles."""

    def __init__(self, root: str) -> None:
        self.store, self.bucket = Store(f"{root}/store", "vindex-test"), FolderBucket(Path(root) / "uploads")
        for key in (FILM, SUBTITLES, OTHER_FILM):
            (self.bucket.root / key).parent.mkdir(parents=True, exist_ok=True)
            (self.bucket.root / key).write_bytes(b"bytes")
        self.upload = self._index(FILM, ((SUBTITLES, self._version(SUBTITLES)),))
        self._index(OTHER_FILM, ())

    def _version(self, key: str) -> str:
        found = self.bucket.stat(key)
        assert found is not None
        return found.version

    def _index(self, key: str, sidecars: tuple[tuple[str, str], ...]) -> UploadRecord:
        name = video_id("folder", key)
        upload = UploadRecord(name, "team", key, self._version(key), 5, "2026-01-01T00:00:00+00:00", sidecars)
        for record in (upload, indexed(upload.revision)):
            self.store.write_record(name, record)
        self.store.write_bytes(name, AUDIO, b"sound", STAMP)
        self.store.write_table(name, POINTS, TABLE, STAMP)
        self.store.publish(name, "aaaa", 1)
        for index in self.indexes():
            index.ensure()
            index.publish(name, points(name, "aaaa", rows=1))
        return upload

    @staticmethod
    def indexes() -> list[Index]:
        """Those of all model sets."""
        return [factory.open_server_index(SERVER, configured_model_set(SERVER, name)) for name in SETS]

    def found(self, name: str) -> int:
        """In how many collections a video is found."""
        return sum(name in {one.video_id for one in index.generations()} for index in self.indexes())

    def stamps(self, name: str) -> list[object]:
        return [self.store.stamp(name, artefact) for artefact in (AUDIO, POINTS)]

    def keys(self) -> set[str]:
        return {listed.key for listed in self.bucket.list()}

    def is_whole(self, name: str) -> bool:
        """Whether nothing was taken of a video."""
        store = self.store
        whole = self.stamps(name) == [STAMP] * 2 and self.found(name) == len(SETS) and name in store.published()
        return bool(whole and store.has_record(name, UploadRecord) and store.has_record(name, IndexedRecord))

    def check_order(self) -> None:
        """What readers follow goes first, and nobody is shown a video that lacks something."""
        store, keys = self.store, self.keys()
        is_published, is_registered = VIDEO in store.published(), store.has_record(VIDEO, UploadRecord)
        assert self.is_whole(OTHER)
        assert not self.found(VIDEO) or is_published
        assert not is_published or is_registered
        assert not is_registered or self.stamps(VIDEO) == [STAMP] * 2
        assert not is_registered or FILM in keys
        assert FILM not in keys or SUBTITLES in keys
        assert self.is_whole(VIDEO) or store.dirty() == [VIDEO]


class Delete(Operation):
    """A deletion on request; the upload stays."""

    upload = False

    def __init__(self, root: str) -> None:
        self.library = Library(root)

    def act(self) -> None:
        library = self.library
        delete_video(SERVER, library.store, library.bucket, VIDEO, upload=self.upload)

    def act_again(self) -> None:
        """What the next tick does, and what its caller does who saw nothing happen."""
        library = self.library
        if is_unfinished(library.store, VIDEO):
            finish_deletion(SERVER, library.store, library.bucket, VIDEO)
        elif library.store.has_record(VIDEO, UploadRecord):
            self.act()
        elif not library.store.has_record(VIDEO, ForgottenRecord):
            remove_video(SERVER, library.store, library.bucket, VIDEO)

    def check_reader(self) -> None:
        """Nothing is taken before the request is on record, which stays until nothing else is left."""
        self.library.check_order()
        store, request = self.library.store, self.library.store.read_record(VIDEO, ForgottenRecord)
        assert request in (None, ForgottenRecord(self.library.upload, delete_upload=self.upload))
        if request is None:
            is_left = store.has_record(VIDEO, UploadRecord)
            assert self.library.is_whole(VIDEO) if is_left else (self.upload and self.library.keys() == {OTHER_FILM})
        else:
            assert store.dirty() == [VIDEO]

    def check_done(self) -> None:
        library, left = self.library, {OTHER} if self.upload else {VIDEO, OTHER}
        assert not is_unfinished(library.store, VIDEO)
        assert (library.found(VIDEO), library.stamps(VIDEO)) == (0, [None] * 2)
        assert library.store.dirty() == [VIDEO]
        assert set(library.store.video_ids()) == left
        assert library.keys() == {OTHER_FILM} if self.upload else {FILM, SUBTITLES, OTHER_FILM}


class DeleteWithUpload(Delete):
    """A deletion on request, with the upload."""

    upload = True


class CallTwice(DeleteWithUpload):
    """A deletion whose caller repeats it, before the next tick."""

    def act_again(self) -> None:
        try:
            self.act()
        except UnknownVideo:
            super().act_again()


class Finish(DeleteWithUpload):
    """The rest of a deletion that was cut off when only its request was on record; later cut off once more."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.library.store.write_record(VIDEO, ForgottenRecord(self.library.upload, delete_upload=True))
        self.library.store.mark_dirty(VIDEO)

    def act(self) -> None:
        finish_deletion(SERVER, self.library.store, self.library.bucket, VIDEO)


class FinishButUpload(Delete):
    """The rest of such a deletion whose mark a tick has taken; the upload stays."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.library.store.write_record(VIDEO, ForgottenRecord(self.library.upload))

    def act(self) -> None:
        finish_deletion(SERVER, self.library.store, self.library.bucket, VIDEO)

    def check_reader(self) -> None:
        """The request stays, and as soon as something is taken a tick looks at the video."""
        self.library.check_order()
        assert self.library.store.read_record(VIDEO, ForgottenRecord) == ForgottenRecord(self.library.upload)


class Remove(Operation):
    """A video whose upload has disappeared; it may come back at any time."""

    def __init__(self, root: str) -> None:
        self.library = Library(root)

    def act(self) -> None:
        remove_video(SERVER, self.library.store, self.library.bucket, VIDEO)

    def check_reader(self) -> None:
        """A video whose points may be gone is not on record as indexed, and the next tick looks at it."""
        store = self.library.store
        self.library.check_order()
        assert not store.has_record(VIDEO, IndexedRecord) or self.library.found(VIDEO) == len(SETS)
        assert store.read_record(VIDEO, ForgottenRecord) is None

    def check_done(self) -> None:
        assert set(self.library.store.video_ids()) == {OTHER}
        assert (self.library.found(VIDEO), self.library.store.dirty()) == (0, [VIDEO])
        assert self.library.keys() == {FILM, SUBTITLES, OTHER_FILM}


@pytest.mark.parametrize("operation", [Delete, DeleteWithUpload, CallTwice, Finish, FinishButUpload, Remove])
def test_stopped_anywhere_the_next_run_ends_right(operation: type[Operation], tmp_path: Path) -> None:
    check_every_prefix(operation, tmp_path)


@pytest.mark.parametrize("upload", [False, True])
def test_a_tick_that_comes_before_the_request_is_on_record_does_not_lose_it(tmp_path: Path, upload: bool) -> None:
    """It takes the mark, sees no request, and goes: once the request is on record there is another mark."""
    for tick_at in range(1, 3):
        library = Library(f"{tmp_path}/{tick_at}")

        def tick(made: int, at: int = tick_at, store: Store = library.store) -> None:
            if made == at and not store.has_record(VIDEO, ForgottenRecord):
                store.clear_dirty([VIDEO])

        with effects(tmp_path, meanwhile=tick, stop_after=6):
            delete_video(SERVER, library.store, library.bucket, VIDEO, upload=upload)
        assert library.store.has_record(VIDEO, ForgottenRecord)
        assert library.store.dirty() == [VIDEO]


def delete_upload(library: Library) -> None:
    delete_video(SERVER, library.store, library.bucket, VIDEO, upload=True)


def delete_all_but_upload(library: Library) -> None:
    delete_video(SERVER, library.store, library.bucket, VIDEO, upload=False)


def finish(library: Library) -> None:
    library.store.write_record(VIDEO, ForgottenRecord(library.upload))
    finish_deletion(SERVER, library.store, library.bucket, VIDEO)


def remove(library: Library) -> None:
    remove_video(SERVER, library.store, library.bucket, VIDEO)


@pytest.mark.parametrize("act", [delete_upload, delete_all_but_upload, finish, remove])
def test_whichever_mark_a_tick_has_taken_another_is_set_at_the_end(
    tmp_path: Path, act: Callable[[Library], None]
) -> None:
    library = Library(str(tmp_path))
    with effects(tmp_path, meanwhile=lambda _: library.store.clear_dirty([VIDEO])):
        act(library)
    assert library.store.dirty() == [VIDEO]
    assert library.found(VIDEO) == 0


def silent(*_: object) -> None:
    raise ConnectionError("the server does not answer")


@pytest.mark.parametrize("previous", [False, True])
def test_where_the_server_does_not_answer_the_request_is_taken_back(
    tmp_path: Path, previous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To what it was before, and a tick that saw it looks again."""
    library = Library(str(tmp_path))
    before = ForgottenRecord(library.upload) if previous else None
    if before:
        library.store.write_record(VIDEO, before)
    monkeypatch.setattr(factory, "remove_points", silent)
    with (
        effects(tmp_path, meanwhile=lambda _: library.store.clear_dirty([VIDEO])),
        pytest.raises(ConnectionError),
    ):
        delete_upload(library)
    assert library.store.read_record(VIDEO, ForgottenRecord) == before
    assert library.is_whole(VIDEO)
    assert library.store.dirty() == [VIDEO]


def test_a_request_that_another_process_has_carried_out_is_not_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(str(tmp_path))

    def carried_out(*_: object) -> None:
        library.store.remove_video(VIDEO, keep=ForgottenRecord)
        silent()

    monkeypatch.setattr(factory, "remove_points", carried_out)
    with pytest.raises(ConnectionError):
        delete_all_but_upload(library)
    assert library.store.read_record(VIDEO, ForgottenRecord) == ForgottenRecord(library.upload)
