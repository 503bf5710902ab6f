"""Server-side encryption of S3 writes, as boto3, s3fs and presigned requests state it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class S3Encryption:
    """Server-side encryption that writers ask for.

    Attributes:
        algorithm: `AES256` or `aws:kms`; empty: the bucket's default encryption.
        kms_key: Id or ARN of the key for `aws:kms`; empty: the AWS managed key of the account.
    """

    algorithm: str = ""
    kms_key: str = ""

    @property
    def extra_args(self) -> dict[str, str]:
        """Arguments of S3 operations that create an object (`ExtraArgs` of boto3)."""
        return _non_empty({"ServerSideEncryption": self.algorithm, "SSEKMSKeyId": self.kms_key})

    @property
    def headers(self) -> dict[str, str]:
        """The same as HTTP headers, for the sender of a presigned request."""
        names = ("x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id")
        return _non_empty(dict(zip(names, (self.algorithm, self.kms_key), strict=True)))


def _non_empty(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


BUCKET_DEFAULT: Final = S3Encryption()
