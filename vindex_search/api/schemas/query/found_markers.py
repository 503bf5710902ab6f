"""The answer to a search as a file for editing programs: its moments as markers, in one of the formats."""

from __future__ import annotations

from dataclasses import dataclass

from vindex_search.api.schemas.urls import play_url
from vindex_search.contract.ids import slug
from vindex_search.contract.records import VideoRecord
from vindex_search.markers.formats import FORMATS, MarkerFormat
from vindex_search.markers.marker import Marker, Source
from vindex_search.query.responses import FoundMoment, SearchResponse
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video


@dataclass(frozen=True, slots=True)
class MarkerFile:
    """A file of markers: its text, media type and the name under which it is saved."""

    text: str
    media_type: str
    name: str


def marker_file(response: SearchResponse, kind: MarkerFormat, store: Store) -> MarkerFile:
    """The moments of an answer as markers, in their order.

    Args:
        response: The answer.
        kind: The format.
        store: Has the frame rates of the videos.
    """
    found = FORMATS[kind]
    videos = {moment.video.video_id: moment.video for moment in response.moments}
    sources = {video_id: _source(video, store) for video_id, video in videos.items()}
    markers = [_marker(moment, sources[moment.video.video_id], response.query) for moment in response.moments]
    title = response.query or "moments"
    return MarkerFile(found.write(title, markers), found.media_type, f"{slug(f'{title}.')}{found.suffix}")


def _source(video: Video, store: Store) -> Source:
    record = store.try_read_record(video.video_id, VideoRecord)
    facts = record.manifest if record else {}
    variable = bool(facts.get("variable_frame_rate"))
    fps = (facts.get("nominal_fps") if variable else None) or facts.get("fps")
    return Source(
        video_id=video.video_id,
        title=video.title,
        object_key=video.object_key,
        duration_s=video.duration_s,
        fps=float(fps) if fps and video.has_frames else None,
        variable=variable,
        has_sound=not facts or facts.get("audio_stream") is not None,
    )


def _marker(moment: FoundMoment, source: Source, query: str) -> Marker:
    text = next((one.text for one in moment.evidence if one.text), "")
    url = play_url(source.video_id, moment.start_s, query)
    return Marker(source, moment.start_s, moment.end_s, text, moment.channels, moment.confidence, url)
