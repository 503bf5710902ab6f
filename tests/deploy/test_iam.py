"""The policies of `deploy/iam` against an S3 API that enforces them: enough, and nothing that is not needed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from s3fs import S3FileSystem

from tests.support.http.service import served
from tests.support.library.home import Home
from tests.support.media.films import make_film, make_subtitles
from tests.support.media.formats.first_bytes import MEDIA
from tests.support.storage.iam import QUEUE, Requests, Statement, allowed, listed, policy
from tests.support.storage.s3 import S3
from tests.support.storage.video_records import failure, publish
from vindex_assets.cli.ingest import FileCopy, copy_uploads, run_due
from vindex_assets.uploads.notifications import acknowledge, receive
from vindex_assets.uploads.removal.delete import forget_videos
from vindex_search.auth.key_store import create_key
from vindex_search.contract.artefacts import AUDIO, FORGOTTEN
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import VideoRecord
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings
from vindex_search.storage.bucket import open_bucket
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

UNSEEN: Final = {"SeeThatAnUploadIsAbsent"}  # moto tells anybody that an object is absent; S3 only who may list
LARGE: Final = 9 << 20  # bytes: more than boto3 sends in one request
LARGEST: Final = 101 << 20  # more than s3fs does


def unneeded(statements: list[Statement], requests: Requests) -> list[tuple[str, str]]:
    """The actions of a policy that no request needed, by statement."""
    return [
        (statement["Sid"], action)
        for statement in statements
        for action in listed(statement["Action"])
        if statement["Sid"] not in UNSEEN and not requests.need(action, statement)
    ]


def break_off(s3: S3, home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large files whose parts do not get through, into the uploads and into the store."""
    (folder / "large").write_bytes(bytes(LARGE))
    client = boto3.client("s3", endpoint_url=s3.endpoint)
    client.meta.events.register("before-sign.s3.UploadPart", refuse)
    uploads = open_bucket(home.library.settings.uploads_root, s3_client=client)
    with pytest.raises(ConnectionResetError):
        uploads.put("team/large.mp4", folder / "large")
    client.close()
    os.truncate(folder / "large", LARGEST)
    real = S3FileSystem._call_s3

    async def call(self: S3FileSystem, method: str, *more: Any, **said: Any) -> Any:
        if method == "upload_part":
            refuse()
        return await real(self, method, *more, **said)

    with monkeypatch.context() as patch:
        patch.setattr(S3FileSystem, "_call_s3", call)
        film = video_id(home.library.bucket.name, "team/large.mp4")
        with pytest.raises(ConnectionResetError):
            home.library.store.write_file(film, AUDIO, folder / "large", Stamp((), "1"))


def refuse(**_: Any) -> None:
    raise ConnectionResetError("the network went away")


def hear(s3: S3, queue: str) -> None:
    """Take a message from the queue and acknowledge it."""
    sqs = boto3.client("sqs", endpoint_url=s3.endpoint)
    received = receive(sqs, queue, bucket=s3.bucket, prefix="uploads/", limit=1)
    assert (len(received.receipt_handles), received.error) == (1, "")
    acknowledge(sqs, queue, received.receipt_handles)
    sqs.close()


@pytest.fixture
def queue(s3: S3) -> Iterator[str]:
    """A queue with the policy of `queue.json` and one message in it."""
    sqs = boto3.client("sqs", endpoint_url=s3.endpoint)
    document = {"Version": "2012-10-17", "Statement": policy("queue", s3.bucket)}
    url: str = sqs.create_queue(QueueName=QUEUE, Attributes={"Policy": json.dumps(document)})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    yield url
    sqs.delete_queue(QueueUrl=url)
    sqs.close()


@pytest.mark.slow
def test_the_pipeline_is_allowed_what_it_needs_and_nothing_else(
    remote: Home, s3: S3, queue: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "in" / "talk.mp4")
    files = [FileCopy(film, "team/talk.mp4"), FileCopy(make_subtitles(film, "The tide comes in."), "team/talk.vtt")]
    statements = policy("pipeline", s3.bucket)
    with allowed(s3, statements) as requests:
        assert copy_uploads(remote.library, [*files, FileCopy(film, "team/again.mp4")]) == 3
        videos = run_due(remote.instance, remote.library, on_start=lambda *_: None)
        assert [(video.status, video.reason) for video in videos] == [("indexed", None)] * 2
        forget_videos(remote.instance, remote.library, [videos[0].video_id], uploads=True)
        break_off(s3, remote, tmp_path, monkeypatch)
        hear(s3, queue)
    assert (unneeded(statements, requests), requests.beyond(statements)) == ([], set())
    assert s3.client.list_multipart_uploads(Bucket=s3.bucket).get("Uploads", []) == []


def test_the_service_is_allowed_what_it_needs_and_nothing_else(s3: S3, tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        uploads=f"s3://{s3.bucket}/uploads",
        store=f"s3://{s3.bucket}/store",
        s3_endpoint=s3.endpoint,
        key_uploads_per_day=9,
    )
    gone, forgotten = filled(s3, settings)
    _, key = create_key(library_store(settings), "page", ["admin"], [])
    statements = policy("service", s3.bucket)
    with allowed(s3, statements) as requests, served(settings, load=False) as client:
        assert client.post("/v1/session", json={"key": key}).status_code == 204
        assert client.delete("/v1/session", headers={"X-Vindex": "1"}).status_code == 204
        client.headers["X-API-Key"] = key
        assert [video["video_id"] for video in client.get("/v1/videos").json()["videos"]] == sorted([gone, forgotten])
        assert client.get(f"/v1/videos/{gone}/media", follow_redirects=False).is_redirect
        wish = {"workspace": "team", "name": "new.mp4", "size": 4}
        assert client.post("/v1/uploads", json=wish).status_code == 201
        assert client.post("/v1/uploads", json={**wish, "name": "gone.mp4"}).status_code == 409
        what_is_signed(s3)
        what_people_make(client, gone)
        assert client.delete(f"/v1/videos/{gone}", params={"upload": True}).status_code == 204
        assert client.delete(f"/v1/videos/{forgotten}").status_code == 204
    assert (unneeded(statements, requests), requests.beyond(statements)) == ([], set())
    left = [item["Key"] for item in s3.client.list_objects_v2(Bucket=s3.bucket)["Contents"]]
    names = [key.rsplit("/", 1)[1] for key in left if not key.startswith(BESIDE)]
    assert sorted(names) == ["again.mp4", FORGOTTEN, "new.mp4"]


# What belongs to no video.
BESIDE: Final = (
    *("store/touched/", "store/audit/", "store/access/", "store/keys.json", "store/revisions/", "store/alerts/"),
    *("store/collections/", "store/speakers/", "store/uncorrected/"),
)


def what_people_make(client: httpx.Client, video: str) -> None:
    """A saved search, a collection and a share, which go again, and the name of a speaker."""
    search = client.post("/v1/saved-searches", json={"name": "Tides", "search": {"q": "tides"}})
    made = client.post("/v1/collections", json={"workspace": "team", "title": "Tides"})
    share = client.post("/v1/shares", json={"video_id": video, "ends": "7d"})
    assert [one.status_code for one in (search, made, share)] == [201, 201, 201]
    assert client.put("/v1/workspaces/team/speakers/SPEAKER_00", json={"name": "Ada"}).is_success
    for path in (
        f"saved-searches/{search.json()['id']}",
        f"collections/{made.json()['id']}",
        f"shares/{share.json()['id']}",
    ):
        assert client.delete(f"/v1/{path}").is_success


def filled(s3: S3, settings: Settings) -> tuple[str, str]:
    """Two videos with their uploads; returns their ids."""
    store, names = library_store(settings), ("gone", "again")
    for name in names:
        s3.client.put_object(Bucket=s3.bucket, Key=f"uploads/team/{name}.mp4", Body=MEDIA["mp4"])
    one, other = (publish(store, f"team/{name}.mp4") for name in names)
    for video in (one, other):
        store.write_record(video, VideoRecord.from_manifest({"duration_s": 60.0, "width": 64, "sha256": "ab" * 32}))
        store.index_content(video, "ab" * 32)
    return one, other


def what_is_signed(s3: S3) -> None:
    """What presigned addresses are good for is what their signer may do; moto enforces it of signed headers alone."""
    client = boto3.client("s3", endpoint_url=s3.endpoint)
    client.put_object(Bucket=s3.bucket, Key="uploads/team/new.mp4", Body=b"0123")
    assert client.get_object(Bucket=s3.bucket, Key="uploads/team/gone.mp4")["Body"].read() == MEDIA["mp4"]
    client.close()


BEYOND: Final[dict[str, list[Callable[[Any, str], Any]]]] = {
    "pipeline": [
        lambda s3, bucket: s3.put_object(Bucket=bucket, Key="elsewhere/x", Body=b""),
        lambda s3, bucket: s3.get_object(Bucket=bucket, Key="elsewhere/x"),
        lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="elsewhere/x"),
        lambda s3, bucket: s3.put_bucket_policy(Bucket=bucket, Policy="{}"),
        lambda s3, bucket: s3.get_object_acl(Bucket=bucket, Key="uploads/x"),
        lambda s3, bucket: s3.delete_bucket(Bucket=bucket),
        lambda s3, _: s3.create_bucket(Bucket="another"),
        lambda s3, _: s3.list_buckets(),
    ],
    "service": [
        lambda s3, bucket: s3.put_object(Bucket=bucket, Key="store/keys.json", Body=b""),
        lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="store/live.json"),
        lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="store/audit/2026-01-01/x.jsonl"),
        lambda s3, bucket: s3.put_object(Bucket=bucket, Key="store/live.json", Body=b""),
        lambda s3, bucket: s3.get_object(Bucket=bucket, Key="elsewhere/x"),
        lambda s3, bucket: s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": []}),
        lambda s3, bucket: s3.list_multipart_uploads(Bucket=bucket),
        lambda s3, _: s3.list_buckets(),
    ],
}


@pytest.mark.parametrize("name", BEYOND)
def test_whatever_else_is_denied(s3: S3, name: str) -> None:
    with allowed(s3, policy(name, s3.bucket)):
        client = boto3.client("s3", endpoint_url=s3.endpoint)
        for call in BEYOND[name]:
            with pytest.raises(ClientError) as denied:
                call(client, s3.bucket)
            assert denied.value.response["Error"]["Code"] == "AccessDenied"
        client.close()


def test_without_an_action_its_requests_fail(s3: S3) -> None:
    statements = [one for one in policy("pipeline", s3.bucket) if one["Sid"] != "KeepStore"]
    with allowed(s3, statements):
        store = Store(f"s3://{s3.bucket}/store", "c", endpoint=s3.endpoint)
        with pytest.raises(PermissionError):
            store.write_record(video_id("b", "team/x.mp4"), failure())


def test_pages_of_the_service_may_send_what_a_presigned_upload_says_and_no_others_may(s3: S3) -> None:
    rules = json.loads((Path(__file__).parents[2] / "deploy" / "iam" / "cors.json").read_text(encoding="utf-8"))
    rules["CORSRules"][0]["AllowedOrigins"] = ["https://vindex.test"]
    s3.client.put_bucket_cors(Bucket=s3.bucket, CORSConfiguration=rules)
    from vindex_search.common.s3_encryption import S3Encryption

    bucket = open_bucket(f"s3://{s3.bucket}", endpoint=s3.endpoint, encryption=S3Encryption("aws:kms", "key"))
    place = bucket.presigned_put("team/x.mp4", 4)
    assert place is not None
    assert {name.lower() for name in place.headers} == set(rules["CORSRules"][0]["AllowedHeaders"])
    sent = httpx.put(place.url, content=b"0123", headers={**place.headers, "Origin": "https://vindex.test"})
    assert sent.headers["access-control-allow-origin"] == "https://vindex.test"
