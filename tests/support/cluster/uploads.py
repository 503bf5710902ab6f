"""Tiny films in the bucket of a cluster, some of them as if uploaded days ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.media.films import make_film, make_subtitles
from tests.support.storage.s3 import S3
from vindex_search.contract.ids import video_id

PICTURES = 6  # different films a workspace


def upload_films(
    s3: S3, folder: Path, workspace: str, count: int, *, days_ago: float = 0.0, name: str = "film"
) -> list[str]:
    """Upload films, every second with a subtitle file, which gives it points; returns their ids.

    Nothing is said in them, so that nothing has to be recognised. Each PICTURES-th has the same bytes, so that its
    pictures are not worked on once more.
    """
    return [_upload(s3, folder, f"{workspace}/{name}-{number}", number, days_ago) for number in range(count)]


def _upload(s3: S3, folder: Path, name: str, number: int, days_ago: float) -> str:
    workspace = name.partition("/")[0]
    shade = sum(workspace.encode()) % 128
    film = make_film(folder / f"{name}.mp4", colours=[(40 * (number % PICTURES), shade, 30), (30, 30, shade)])
    files = [make_subtitles(film, f"This is film {number} of {workspace}.")] if number % 2 else []
    for path in (*files, film):  # the film last: it is seen with its sidecar
        key = f"uploads/{workspace}/{path.name}"
        s3.client.put_object(Bucket=s3.bucket, Key=key, Body=path.read_bytes())
        _backdate(s3.bucket, key, days_ago)
    return video_id(s3.bucket, f"{workspace}/{film.name}")


def _backdate(bucket: str, key: str, days: float) -> None:
    """Have the server of this process say that an object was written so long ago: S3 has no request for it."""
    from moto.s3.models import s3_backends

    backend = s3_backends["123456789012"]["aws"]
    backend.buckets[bucket].keys[key].last_modified = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)
