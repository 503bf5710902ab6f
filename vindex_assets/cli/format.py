"""Listings for the terminal: videos, model sets and API keys."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vindex_assets.cli.activity.lines import progress_text
from vindex_search.api.schemas.descriptions import DescriptionOut
from vindex_search.api.schemas.notes import NoteOut
from vindex_search.api.schemas.query.facets import FacetsOut
from vindex_search.api.schemas.runs.filters import WorkFilters
from vindex_search.api.schemas.videos import MAX_VIDEOS, ListedWith, VideoOut, VideosAnswer, videos_answer
from vindex_search.auth.api_keys import ApiKeyInfo
from vindex_search.common.clock_time import player_range
from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import NO_FILTER
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.models.catalogue import SETS, model_set
from vindex_search.models.weights import WeightsLocator
from vindex_search.settings import settings
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store
from vindex_search.videos.activity.watch import look
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.facets.library import LibraryFacets, ListScope
from vindex_search.videos.facets.names import FACETS, FacetName, parse_facets
from vindex_search.videos.facets.places import PlaceMemory
from vindex_search.videos.left_alone import read_left_alone
from vindex_search.videos.video import VideoFilter

MARK: Final = {True: "!", False: "-"}  # before a note: whether it is a loss
MAX_PEOPLE: Final = 3  # of a video, on a line
FACET_WIDTH: Final = max(map(len, FACETS))
NO_CHOICE: Final = WorkFilters({})
MAX_NOTES: Final = 5  # lines of a video; its page and `--json` have all


def first_videos_page(*, failed: bool, facets: str = "", chosen: WorkFilters = NO_CHOICE) -> VideosAnswer:
    """The first page of videos as the HTTP API returns it, read from the store: opens no index and loads no model.

    Args:
        failed: Only failed videos.
        facets: What to count all of them by, comma separated.
        chosen: Further filters.

    Raises:
        ValueError: a facet is unknown.
    """
    names = parse_facets(facets)
    models = active_model_set(settings())
    store = open_store(settings(), models)
    listing = PublishedListing(store)
    library = LibraryFacets(VideoCache(store, listing), PlaceMemory(store, listing))
    work_filter = chosen.work_filter(settings())
    filters = VideoFilter(status="failed" if failed or work_filter.is_of_failures else None)
    scope = ListScope(filters.status, chosen.narrow(NO_FILTER), work=work_filter)
    counts = library.count(scope, names) if names else None
    listed = ListedWith(library.accepts(scope), chosen.parameters, facets=counts)
    recogniser = models.recogniser
    return videos_answer(
        store, settings(), filters, limit=MAX_VIDEOS, recogniser=recogniser, listed=listed, work=look(store)
    )


def facet_lines(facets: FacetsOut | None, more: Mapping[FacetName, int]) -> list[str]:
    """Facets as a table: facet, number of videos, value; below each facet how many values it has that are left out."""
    lines = [] if facets is None else ["", "videos by"]
    for name, values in (facets or {}).items():
        lines += [f"  {name:{FACET_WIDTH}}  {value.count:5}  {value.value}" for value in values]
        lines += [f"  {name:{FACET_WIDTH}}      -  nothing"] if not values else []
        lines += [f"  {name:{FACET_WIDTH}}         {more[name]} more values"] if more.get(name) else []
    return lines


def video_lines(page: VideosAnswer) -> list[str]:
    """One line a video: id, status, object key, the reason of a failure, points by channel; below it its notes.

    A status with `!` is that of a video of which something cannot be found.
    """
    if not page.videos:
        return ["no videos"]
    id_width = max(len(video.video_id) for video in page.videos)
    return [line for video in page.videos for line in (_video_line(video, id_width), *_note_lines(video.notes))]


def left_alone_line(store: Store) -> str | None:
    """How many objects of the bucket are left alone, and why; None where there are none, or no pass has ended yet."""
    left = read_left_alone(store)
    return f"{left.summary()} (`vindex doctor` names some)" if left and left.total else None


def _video_details(video: VideoOut) -> str:
    progress = progress_text(video.progress, time.time()) if video.progress else None
    priority = None if video.priority == "normal" else f"{video.priority} priority"
    said = _described(video.description) if video.description else None
    details = (progress, video.reason, priority, channel_counts([video]) if video.channels else None, said)
    return "".join(f"  {detail}" for detail in details if detail)


def _described(said: DescriptionOut) -> str:
    """A description in one line: its title, who, when and where."""
    recorded = f"recorded {said.recorded_at}" if said.recorded_at else None
    title = f'"{said.title}"' if said.title else None
    return ", ".join(filter(None, (title, *said.people[:MAX_PEOPLE], recorded, said.place)))


def _video_line(video: VideoOut, id_width: int) -> str:
    status = f"{video.status} !" if any(note.loss for note in video.notes) else video.status
    return f"{video.video_id:{id_width}}  {status:10}  {video.object_key}{_video_details(video)}"


def _note_lines(notes: Sequence[NoteOut]) -> Iterator[str]:
    """The losses, then the other notes, as "! sound_lost 0:12-0:20: a sentence"."""
    ordered = sorted(notes, key=lambda note: not note.loss)
    for note in ordered[:MAX_NOTES]:
        place = player_range(note.start_s, note.end_s)
        yield f"  {MARK[note.loss]} {' '.join(filter(None, (note.code, place)))}: {note.text}"
    if len(ordered) > MAX_NOTES:
        yield f"  - {len(ordered) - MAX_NOTES} more: vindex videos --json"


def channel_counts(videos: Sequence[VideoOut]) -> str:
    """Points by channel in all videos together, as "speech 12, visual 28 of 30" where points are missing."""
    return ", ".join(_channel_count(name, videos) for name in CHANNELS)


def _channel_count(name: Channel, videos: Sequence[VideoOut]) -> str:
    counts = [video.channels[name] for video in videos if video.channels]
    present, expected = sum(count.present for count in counts), sum(count.expected for count in counts)
    return f"{name} {present}" if present >= expected else f"{name} {present} of {expected}"


def model_lines() -> list[str]:
    """Each model set, then its models: whether the weights are here, kind, id and revision, licence."""
    lines: list[str] = []
    for name in SETS:
        models = model_set(name, speakers=settings().speakers and name == settings().models)
        missing = {error.model.id for error in WeightsLocator(settings().models_dir).missing(models)}
        lines.append(f"{name}  (collection vindex-{models.fingerprint})")
        for model in models.models:
            state = "missing" if model.id in missing else "here"
            lines.append(f"  {state:8} {model.kind:7} {model.id}@{model.revision[:12]}  {model.licence}")
    return lines


def key_lines(keys: Sequence[ApiKeyInfo] | None, used: Mapping[str, str]) -> list[str]:
    """One line a key: id, name, creation time, scopes, workspaces, end and last use.

    Args:
        keys: The keys; None: the library never had one.
        used: When keys were last used, by id.
    """
    if keys is None:
        return ["no keys: the service answers requests of this machine only, and needs no key for them"]
    if not keys:
        return ["no keys any more: all were revoked, and every request is refused; `vindex keys create` makes one"]
    name_width = max(len(key.name) for key in keys)
    return [
        f"{key.id}  {key.name:{name_width}}  {key.created_at}  {', '.join(key.scopes)}  in {_workspaces(key)}  "
        f"expires {key.expires_at or 'never'}  last used {used.get(key.id, 'never')}"
        for key in keys
    ]


def _workspaces(key: ApiKeyInfo) -> str:
    return ", ".join(key.workspaces) or "every workspace"


def keys_json(keys: Sequence[ApiKeyInfo], used: Mapping[str, str]) -> str:
    """The public fields of the keys and their last use, as a JSON list."""
    public = set(ApiKeyInfo.model_fields)
    return json.dumps([{**key.model_dump(mode="json", include=public), "last_used": used.get(key.id)} for key in keys])
