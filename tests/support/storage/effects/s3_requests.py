"""Effects on S3: the requests of both clients that change objects, those of boto3 and those of s3fs.

A client of s3fs works in a thread of its own, which the end of the world has to reach through its answer.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from botocore.client import BaseClient

from tests.support.models.untyped import untyped
from tests.support.storage.effects.recorder import Recorder, Stopped

# Neither has types.
ASYNCHRONOUS: Final[Any] = untyped("fsspec.asyn")
AioBaseClient: Final[Any] = untyped("aiobotocore.client").AioBaseClient
AUDIT: Final = "/audit/"  # the audit log: it tells of changes, and is none
CHANGES: Final = {
    "PutObject": "put",
    "CopyObject": "copy",
    "DeleteObject": "delete",
    "CompleteMultipartUpload": "put",
}


class NotAnswered(Exception):
    """In place of `Stopped` inside the event loop of s3fs, which hands on errors and nothing else."""


def record_s3(patch: pytest.MonkeyPatch, recorder: Recorder) -> None:
    """Record until the patches are undone."""
    request, asynchronous, wait = BaseClient._make_api_call, AioBaseClient._make_api_call, ASYNCHRONOUS.sync

    def requested(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        allowed = _allowed(recorder, operation, parameters)
        answer = request(client, operation, allowed) if allowed else None
        recorder.go_on()
        return answer

    async def requested_by_s3fs(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        try:
            allowed = _allowed(recorder, operation, parameters)
        except Stopped:
            raise NotAnswered from None
        answer = await asynchronous(client, operation, allowed)
        if recorder.is_stopped:
            raise NotAnswered
        return answer

    def waited(*given: Any, **said: Any) -> Any:
        try:
            return wait(*given, **said)
        finally:
            recorder.go_on()

    patch.setattr(BaseClient, "_make_api_call", requested)
    patch.setattr(AioBaseClient, "_make_api_call", requested_by_s3fs)
    patch.setattr(ASYNCHRONOUS, "sync", waited)


def _allowed(recorder: Recorder, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a request; of one that removes many objects, as many of them as are still removed.

    Raises:
        Stopped: the request is not made at all.
    """
    recorder.go_on()
    if operation in CHANGES and AUDIT not in parameters["Key"]:
        recorder.about_to(CHANGES[operation], parameters["Key"])
    if operation != "DeleteObjects":
        return parameters
    removed: list[dict[str, str]] = []
    for one in parameters["Delete"]["Objects"]:
        try:
            recorder.about_to("delete", one["Key"])
        except Stopped:
            if not removed:
                raise
            break
        removed.append(one)
    return {**parameters, "Delete": {**parameters["Delete"], "Objects": removed}}
