"""An S3 API that enforces IAM: who is allowed what a policy of `deploy/iam` says, and a record of what was asked."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

import boto3
import pytest

from tests.support.session.checkout import CHECKOUT
from tests.support.storage.s3 import S3

FOLDER: Final = CHECKOUT / "deploy" / "iam"
QUEUE: Final = "vindex-uploads"
ACCOUNT: Final = "123456789012"  # moto's
BATCHES: Final = {"sqs:DeleteMessageBatch": "sqs:DeleteMessage"}  # what moto asks for, by what AWS does

Statement = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request: the action it needs, and on what."""

    action: str
    resource: str


@dataclass(frozen=True)
class Requests:
    """What was asked while IAM was enforced."""

    seen: list[Asked] = field(default_factory=list)

    def need(self, action: str, statement: Statement) -> bool:
        """Whether one of them needs this action of a statement."""
        return any(one.action == action and is_on(one, statement) for one in self.seen)

    def beyond(self, statements: Sequence[Statement]) -> set[Asked]:
        """Those that no statement allows: moto does not look at each object where many are removed."""
        return {
            one
            for one in self.seen
            if not any(one.action in listed(said["Action"]) and is_on(one, said) for said in statements)
        }


def is_on(asked: Asked, statement: Statement) -> bool:
    """Whether a request is on what a statement names."""
    return any(fnmatchcase(asked.resource, resource) for resource in listed(statement["Resource"]))


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def policy(name: str, bucket: str) -> list[Statement]:
    """The statements of a file, with the test's names in the place of its words in capitals."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    names = {"UPLOADS_BUCKET": bucket, "STORE_BUCKET": bucket, "UPLOADS_PREFIX": "uploads", "STORE_PREFIX": "store"}
    names |= {"REGION": "us-east-1", "ACCOUNT": ACCOUNT, "QUEUE": QUEUE, "KEY_ID": "1", "SERVICE_HOST": "vindex.test"}
    words = re.compile(r"\b(" + "|".join(names) + r")\b")
    found: list[Statement] = json.loads(words.sub(lambda match: names[match[1]], text))["Statement"]
    return found


def as_enforced(statements: Sequence[Statement], bucket: str) -> str:
    """The policy as moto understands it.

    To it removing many objects is one action on the bucket itself, and acknowledging many messages an action by itself.
    """
    told = [dict(one) for one in statements]
    for one in told:
        actions = listed(one["Action"])
        if "s3:DeleteObject" in actions:
            one["Resource"] = [*listed(one["Resource"]), f"arn:aws:s3:::{bucket}"]
        one["Action"] = [*actions, *(many for many, single in BATCHES.items() if single in actions)]
    return json.dumps({"Version": "2012-10-17", "Statement": told})


@contextmanager
def allowed(s3: S3, statements: Sequence[Statement]) -> Iterator[Requests]:
    """While it lasts the usual AWS chain finds a user who is allowed this, and nobody is allowed anything else."""
    from moto.core.authorization import enable_iam_authentication
    from moto.iam.access_control import IAMRequestBase

    requests, real = Requests(), IAMRequestBase.check_action_permitted

    def noted(request: Any, resource: str) -> None:
        action = BATCHES.get(request._action, request._action)
        requests.seen.extend(Asked(action, one) for one in _removed(request._body, resource) or [resource])
        real(request, resource)

    with pytest.MonkeyPatch.context() as patch, _fresh_clients():
        for name, value in _user(s3, as_enforced(statements, s3.bucket)).items():
            patch.setenv(name, value)
        patch.setattr(IAMRequestBase, "check_action_permitted", noted)
        with enable_iam_authentication():
            yield requests


def _user(s3: S3, document: str) -> dict[str, str]:
    """The credentials of a new user with a policy."""
    iam, name = boto3.Session().client("iam", endpoint_url=s3.endpoint), f"user-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="vindex", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    iam.close()
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def _removed(body: bytes, bucket: str) -> list[str]:
    """The objects that a request names which removes many; S3 looks at its permission for each, moto at the bucket."""
    keys = re.findall(r"<Key>(.*?)</Key>", body.decode()) if body.startswith(b"<Delete") else []
    return [f"{bucket}/{key}" for key in keys]


@contextmanager
def _fresh_clients() -> Iterator[None]:
    """Clients are kept by a process, with the credentials that they were made with: none is kept across."""
    from s3fs import S3FileSystem

    from vindex_assets.pipeline.resources import _s3_client

    def forget() -> None:
        S3FileSystem.clear_instance_cache()
        _s3_client.cache_clear()
        boto3.DEFAULT_SESSION = None

    forget()
    try:
        yield
    finally:
        forget()
