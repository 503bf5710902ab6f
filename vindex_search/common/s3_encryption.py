"""How S3 encrypts what is written, as every writer says it: boto3, s3fs, and the sender of a presigned request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class S3Encryption:
    """`algorithm` is empty, AES256 or aws:kms; empty says nothing, and the bucket does as it is set up.

    `kms_key` is the id or ARN of the key for aws:kms; empty: the account's own key for S3.
    """

    algorithm: str = ""
    kms_key: str = ""

    @property
    def extra_args(self) -> dict[str, str]:
        """Arguments of every S3 operation that makes an object."""
        return _said({"ServerSideEncryption": self.algorithm, "SSEKMSKeyId": self.kms_key})

    @property
    def headers(self) -> dict[str, str]:
        """The same as headers, for whoever sends a presigned request."""
        names = ("x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id")
        return _said(dict(zip(names, (self.algorithm, self.kms_key), strict=True)))


def _said(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


BUCKET_DEFAULT: Final = S3Encryption()
