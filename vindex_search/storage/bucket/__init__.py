"""The bucket of uploads: a local folder or an S3 bucket behind one interface.

An upload is identified by its object key (`workspace/path/talk.mp4`) and its version: the ETag on S3, size and
modification time in a folder.
"""

from vindex_search.storage.bucket.base import Bucket, ObjectInfo, PresignedPut, TooLargeForOnePut
from vindex_search.storage.bucket.factory import open_bucket
from vindex_search.storage.bucket.folder import FOLDER_BUCKET, FolderBucket
from vindex_search.storage.bucket.s3 import MAX_PUT_BYTES, S3Bucket

__all__ = [
    "FOLDER_BUCKET",
    "MAX_PUT_BYTES",
    "Bucket",
    "FolderBucket",
    "ObjectInfo",
    "PresignedPut",
    "S3Bucket",
    "TooLargeForOnePut",
    "open_bucket",
]
