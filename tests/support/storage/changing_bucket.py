"""A bucket on S3 whose uploads come and go, and how often each revision of a video is to be indexed for that."""

from __future__ import annotations

from collections import Counter

from tests.support.storage.s3 import S3
from vindex_assets.uploads.upload import read_listing
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket.base import Bucket


class ChangingBucket:
    """Puts and deletes uploads below a prefix.

    Args:
        s3: The S3 of the tests.
        prefix: The prefix.
        bucket: The same place, as the library sees it.

    Attributes:
        wanted: How often each video came with each revision.
    """

    def __init__(self, s3: S3, prefix: str, bucket: Bucket) -> None:
        self._s3, self._prefix, self._bucket = s3, prefix, bucket
        self._puts = 0
        self._present: dict[str, str] = {}
        self.wanted: Counter[tuple[str, str]] = Counter()

    def put(self, key: str) -> None:
        """Upload other bytes than ever before."""
        self._puts += 1
        body = f"{self._puts}".encode()
        self._s3.client.put_object(Bucket=self._s3.bucket, Key=f"{self._prefix}/{key}", Body=body)
        self.note()

    def delete(self, key: str) -> None:
        """Delete an object, if it is there."""
        self._bucket.delete(key)
        self.note()

    def note(self) -> None:
        """Take down what is there now: every time that a video has another revision, it is to be indexed once more."""
        now = {upload.video_id: upload.revision for upload in self.uploads()}
        self.wanted.update((one, revision) for one, revision in now.items() if self._present.get(one) != revision)
        self._present = now

    def uploads(self) -> list[UploadRecord]:
        """The uploads that are there."""
        return [listed.upload for listed in read_listing(self._bucket.name, self._bucket.list())[0]]
