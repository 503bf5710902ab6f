"""What oEmbed says of a video: the HTML of its player, its size, title and thumbnail.

Source: https://oembed.com/#section2.3
"""

from __future__ import annotations

from html import escape
from typing import Any, Final

from vindex_search.common.text import visible
from vindex_search.contract.records import VideoRecord
from vindex_search.sharing.grant import Grant
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, get_video

WIDTH: Final = 640  # pixels, where the page that embeds wants no other
SOUND_SIZE: Final = (640, 120)  # of a recording without pictures: title and controls
SHORT_SIDE: Final = 512  # of thumbnails, at most
POSTER_POSITION: Final = 0.1  # of the duration; the first frame is often black
FRAME: Final = (
    '<iframe src="{src}" width="{width}" height="{height}" title="{title}" allow="autoplay; fullscreen" '
    'allowfullscreen frameborder="0"></iframe>'
)


def embedding(
    store: Store, video: Video, *, base_url: str, at: str, max_width: int | None, max_height: int | None
) -> dict[str, Any]:
    """The oEmbed answer of type `video`.

    Args:
        store: Of the video.
        video: Which.
        base_url: Of the service, with a slash at its end.
        at: Value of `t`: where to start and, after a comma, where to stop; empty: at the beginning.
        max_width: Of the player, in pixels; None: any.
        max_height: Likewise.
    """
    picture = picture_size(store, video)
    width, height = _fitted(_player_size(picture), max_width, max_height)
    src = f"{base_url}embed/{video.video_id}{f'?t={at}' if at else ''}"
    answer = _answer(visible(video.title), src, (width, height), base_url)
    return answer | (_thumbnail(video, base_url, picture) if picture else {})


def share_embedding(
    store: Store, grant: Grant, *, base_url: str, token: str, size: tuple[int | None, int | None]
) -> dict[str, Any]:
    """The oEmbed answer for the page of a share, whose player needs no key; without a thumbnail, which would be one
    more address with the token in it.

    Args:
        store: Of the videos.
        grant: What is shared.
        base_url: Of the service, with a slash at its end.
        token: Of the share.
        size: Width and height of the player at most, in pixels; None: any.
    """
    videos = [video for shown in grant.shown if (video := get_video(store, shown.video_id or ""))]
    picture = picture_size(store, videos[0]) if videos else None
    title = grant.collection.title if grant.collection else videos[0].title if videos else ""
    return _answer(visible(title), f"{base_url}s/{token}/embed", _fitted(_player_size(picture), *size), base_url)


def _answer(title: str, src: str, size: tuple[int, int], base_url: str) -> dict[str, Any]:
    width, height = size
    return {
        "version": "1.0",
        "type": "video",
        "title": title,
        "provider_name": "vindex",
        "provider_url": base_url,
        "width": width,
        "height": height,
        "html": FRAME.format(src=escape(src), width=width, height=height, title=escape(title)),
    }


def picture_size(store: Store, video: Video) -> tuple[int, int] | None:
    """Width and height as shown, in pixels; None for a recording without pictures, or one that is not probed yet."""
    probed = store.try_read_record(video.video_id, VideoRecord)
    if probed is None or probed.width <= 0:
        return None
    height = probed.manifest.get("height")
    return (probed.width, height) if isinstance(height, int) and height > 0 else None


def _player_size(picture: tuple[int, int] | None) -> tuple[int, int]:
    return (WIDTH, max(1, round(WIDTH * picture[1] / picture[0]))) if picture else SOUND_SIZE


def _fitted(size: tuple[int, int], max_width: int | None, max_height: int | None) -> tuple[int, int]:
    """The size, made smaller in both directions alike until it fits."""
    shares = [limit / side for side, limit in zip(size, (max_width, max_height), strict=True) if limit]
    share = min([1.0, *shares])
    return max(1, int(size[0] * share)), max(1, int(size[1] * share))


def _thumbnail(video: Video, base_url: str, picture: tuple[int, int]) -> dict[str, Any]:
    share = min(1.0, SHORT_SIDE / min(picture))
    at_s = (video.duration_s or 0.0) * POSTER_POSITION
    return {
        "thumbnail_url": f"{base_url}v1/videos/{video.video_id}/thumbnail?t={at_s:.2f}",
        "thumbnail_width": round(picture[0] * share),
        "thumbnail_height": round(picture[1] * share),
    }
