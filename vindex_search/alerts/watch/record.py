"""Writes down what a video is told of, so that a kill at any line tells nothing twice and nothing never.

1. The moments, in one file of the video, all searches at once. Ids of moments and messages follow from them.
2. An entry for each message, with a marker where it is to be delivered.
3. The mark that the generation was compared. Before it the video is compared again, which finds step 1 done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vindex_search.alerts.delivery.entry import Entry, add_entry, prune
from vindex_search.alerts.saved_search import SavedSearch, now_text
from vindex_search.alerts.told import ToldBatch, ToldMoment, ToldOfVideo, batch_id, untold
from vindex_search.alerts.watch.followed import mark_followed
from vindex_search.common.crash_point import crash_point
from vindex_search.contract.generation import PublishedMark
from vindex_search.contract.records import UploadRecord
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store


def tell(
    store: Store,
    mark: PublishedMark,
    title: str,
    found: Mapping[str, Sequence[ToldMoment]],
    searches: Iterable[SavedSearch],
) -> list[ToldBatch]:
    """Write down what was found in a generation of a video; returns its messages.

    Args:
        store: Of the collection.
        mark: The generation.
        title: Of the video.
        found: By the id of each search the moments.
        searches: Those that there are.
    """
    video_id = mark.generation.video_id
    known = {search.id: search for search in searches}
    batches = _record(store, mark, title, found, known) if found else _recorded(store, mark, known)
    crash_point("alerts.recorded", video_id)
    for batch in batches:
        state = "pending" if known[batch.search].webhook else "none"
        add_entry(store, Entry(video_id=video_id, batch=batch, state=state))
        crash_point("alerts.queued", video_id)
        prune(store, batch.search)
    mark_followed(store, mark)
    crash_point("alerts.followed", video_id)
    if not store.has_record(video_id, UploadRecord):  # deleted meanwhile: what was written just now goes as well
        alert_files.remove_of_video(store.root, video_id)
    return batches


def _record(
    store: Store,
    mark: PublishedMark,
    title: str,
    found: Mapping[str, Sequence[ToldMoment]],
    known: Mapping[str, SavedSearch],
) -> list[ToldBatch]:
    """Step 1; returns the messages of this generation, those of a process that was killed among them."""
    generation = mark.generation

    def add(content: bytes | None) -> tuple[bytes, list[ToldBatch]]:
        told = ToldOfVideo.from_json(content)
        kept = [batch for batch in told.batches if batch.search in known]
        new = [_batch(mark, title, search, moments, told) for search, moments in found.items()]
        after = ToldOfVideo(batches=(*kept, *(batch for batch in new if batch.moments)))
        return after.to_json(), [one for one in after.batches if one.generation == generation.fingerprint]

    return exchange(alert_files.video_path(store.root, generation.video_id), add)


def _recorded(store: Store, mark: PublishedMark, known: Mapping[str, SavedSearch]) -> list[ToldBatch]:
    """The messages of a generation that are written down: those of a process that was killed before it queued them."""
    path = alert_files.video_path(store.root, mark.generation.video_id)
    told = ToldOfVideo.from_json(files.read(path)) if files.exists(path) else ToldOfVideo()
    return [one for one in told.batches if one.generation == mark.generation.fingerprint and one.search in known]


def _batch(mark: PublishedMark, title: str, search: str, moments: Sequence[ToldMoment], told: ToldOfVideo) -> ToldBatch:
    new = untold(moments, told.moments_of(search))
    return ToldBatch(
        id=batch_id(search, mark.generation.video_id, new),
        search=search,
        at=now_text(),
        generation=mark.generation.fingerprint,
        title=title,
        moments=tuple(new),
    )
