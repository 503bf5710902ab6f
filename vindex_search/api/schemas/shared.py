"""JSON of what a shared link shows, for whoever holds it."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from vindex_search.clips.record import ClipRecord, ClipState
from vindex_search.contract.artefacts import CHAPTERS, STORYBOARD
from vindex_search.sharing.grant import Grant, Shown
from vindex_search.sharing.share import ShareKind
from vindex_search.storage.store import Store
from vindex_search.videos.playback.transcript import NoTranscript, require_transcript
from vindex_search.videos.video import Video, get_video

MOMENTS: Final = "/v1/shared/moments"


class SharedItemOut(BaseModel):
    """One item: a video with its addresses, or a moment, whose clip `moment_url` makes. All null: it is gone."""

    item: str = Field(description="Its id.", examples=["0a1b2c3d"])
    is_moment: bool = Field(description="Whether it is a part of a video, shown as a clip.")
    title: str | None = Field(description="Of the video; null: it is gone.", examples=["tides"])
    duration_s: float | None = Field(description="Seconds that are shown; null: unknown.")
    start_s: float | None = Field(description="Where in the video the moment starts; null: a whole video.")
    note: str = Field(description="What somebody says about it.")
    has_picture: bool = Field(description="False: sound alone.")
    media_url: str | None = Field(description="The film; null: a moment.")
    moment_url: str | None = Field(description="How far the clip is; null: a whole video.")
    poster_url: str | None = Field(description="A picture of it; null: there is none.")
    captions_url: str | None = Field(description="Captions as WebVTT; null: none, or those of the clip.")
    transcript_url: str | None = Field(description="The transcript as JSON; null: none, or a moment.")
    chapters_url: str | None = Field(description="The chapters; null: none, or a moment.")
    storyboard_url: str | None = Field(description="The storyboard as WebVTT; null: none, or a moment.")


class SharedOut(BaseModel):
    """What a link shows. Behind `/s/TOKEN` the addresses begin there: `/s/TOKEN/v1/...`."""

    kind: ShareKind = Field(description="`video`, `moment` or `collection`.", examples=["video"])
    title: str = Field(description="Of the video or the list.", examples=["tides"])
    description: str = Field(description="Of a list; empty otherwise.")
    ends_at: str = Field(description="From when on the link is refused, ISO 8601 in UTC.")
    download: bool = Field(description="Whether downloads are offered.")
    items: list[SharedItemOut] = Field(description="In their order.")


class SharedClipOut(BaseModel):
    """The clip of a moment."""

    state: ClipState = Field(description="`waiting`, `running`, `done` or `failed`.", examples=["done"])
    progress: float = Field(description="Share that is done, 0 to 1.", examples=[1.0])
    reason: str | None = Field(description="Why it failed; null: it has not.")
    media_url: str | None = Field(description="The clip; null until it is done.")
    captions_url: str | None = Field(description="Its captions as WebVTT; null until it is done.")


def shared_out(store: Store, grant: Grant) -> SharedOut:
    """What a share shows now."""
    items = [_item_out(store, shown) for shown in grant.shown]
    collection, share = grant.collection, grant.share
    return SharedOut(
        kind=share.subject.kind,
        title=collection.title if collection else next((one.title for one in items if one.title), ""),
        description=collection.description if collection else "",
        ends_at=share.ends_at,
        download=share.download,
        items=items,
    )


def moment_out(shown: Shown, clip: ClipRecord) -> SharedClipOut:
    """How far the clip of a moment is; the id of its job, which names the video, is not told."""
    done, url = clip.state == "done", f"{MOMENTS}/{shown.item}"
    return SharedClipOut(
        state=clip.state,
        progress=clip.progress,
        reason=clip.reason or None,
        media_url=f"{url}/media" if done else None,
        captions_url=f"{url}/subtitles.vtt" if done else None,
    )


def _item_out(store: Store, shown: Shown) -> SharedItemOut:
    video = get_video(store, shown.video_id or "")
    empty = dict.fromkeys(SharedItemOut.model_fields)
    kept = {"item": shown.item, "is_moment": shown.is_moment, "start_s": shown.start_s, "note": shown.note}
    if video is None:
        return SharedItemOut(**{**empty, **kept, "note": "", "start_s": None, "has_picture": False})
    addresses = _moment_urls(video, shown) if shown.is_moment else _video_urls(store, video)
    told = {"title": video.title, "duration_s": _length(video, shown), "has_picture": video.has_frames}
    return SharedItemOut(**{**empty, **kept, **told, **addresses})


def _length(video: Video, shown: Shown) -> float | None:
    if shown.start_s is None or shown.end_s is None:
        return video.duration_s
    return round(min(shown.end_s, video.duration_s or shown.end_s) - shown.start_s, 3)


def _moment_urls(video: Video, shown: Shown) -> dict[str, str | None]:
    url = f"{MOMENTS}/{shown.item}"
    return {"moment_url": url, "poster_url": f"{url}/thumbnail" if video.has_frames else None}


def _video_urls(store: Store, video: Video) -> dict[str, str | None]:
    url = f"/v1/videos/{video.video_id}"
    is_spoken = _has_transcript(store, video)
    chapters, storyboard = (store.stamp(video.video_id, artefact) for artefact in (CHAPTERS, STORYBOARD))
    return {
        "media_url": f"{url}/media",
        "poster_url": f"{url}/thumbnail" if video.has_frames else None,
        "captions_url": f"{url}/transcript.vtt" if is_spoken else None,
        "transcript_url": f"{url}/transcript.json" if is_spoken else None,
        "chapters_url": f"{url}/chapters" if chapters and chapters.note.get("chapters") else None,
        "storyboard_url": f"{url}/storyboard.vtt" if storyboard and video.has_frames else None,
    }


def _has_transcript(store: Store, video: Video) -> bool:
    try:
        require_transcript(store, video)
    except NoTranscript:
        return False
    return True
