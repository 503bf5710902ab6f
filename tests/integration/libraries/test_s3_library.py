"""Uploads and artefacts on S3: the whole pipeline over a real S3 API."""

from __future__ import annotations

from pathlib import Path

from tests.support.library.home import Home
from tests.support.media.films import make_film, make_subtitles
from tests.support.storage.s3 import S3
from vindex_assets.cli.ingest import FileCopy, copy_uploads, run_due
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.settings import settings
from vindex_search.storage.published.revision import FOLDER as REVISIONS
from vindex_search.videos.left_alone import LEFT_ALONE_FILE


def test_from_the_bucket_to_a_search_result(remote: Home, s3: S3, tmp_path: Path) -> None:
    film = make_film(tmp_path / "in" / "whale, big.mp4")
    sidecar = make_subtitles(film, "A whale sings in the deep sea.")
    files = [FileCopy(film, "team/whale, big.mp4"), FileCopy(sidecar, "team/whale, big.vtt")]
    assert copy_uploads(remote.library, files) == 2
    assert copy_uploads(remote.library, files) == 0
    (video,) = run_due(remote.instance, remote.library, on_start=lambda *_: None)
    assert (video.status, video.reason) == ("indexed", None)
    service = SearchService(settings())
    service.open_index()
    service.load(follow=False)
    answer = service.search(SearchRequest("singing whale"), limit=5)
    service.close()
    assert [moment.video.title for moment in answer.moments] == ["whale, big"]
    assert run_due(remote.instance, remote.library, on_start=lambda *_: None) == []
    s3.client.delete_object(Bucket=s3.bucket, Key="uploads/team/whale, big.mp4")
    run_due(remote.instance, remote.library, on_start=lambda *_: None)
    left = s3.client.list_objects_v2(Bucket=s3.bucket).get("Contents", [])
    assert [item["Key"] for item in left if not item["Key"].startswith("store/audit/")] == [
        f"store/{LEFT_ALONE_FILE}",
        f"store/{REVISIONS}/{remote.library.store.collection}",
        f"store/{SNAPSHOT_FILE}",
        "uploads/team/whale, big.vtt",
    ]
