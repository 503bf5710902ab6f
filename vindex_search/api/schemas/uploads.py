"""Request and response bodies of the upload routes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.api.schemas import described
from vindex_search.contract.object_keys import MAX_KEY_BYTES


class UploadRequest(BaseModel):
    """A file to upload."""

    model_config = ConfigDict(extra="forbid")

    workspace: str = Field(
        description="The workspace: a-z, 0-9 and single '-'.", examples=["team"], json_schema_extra=described.WORKSPACE
    )
    name: str = Field(
        description="Name of the file, kept unchanged; folders in it become tags. "
        "`talk.en.vtt` beside `talk.mp4` is its transcript.",
        examples=["lectures/Talk 1.mp4"],
        json_schema_extra=described.text_of(MAX_KEY_BYTES),
    )
    size: int = Field(ge=1, description="Its size in bytes.", examples=[73400320])


class UploadTarget(BaseModel):
    """The request that sends the file."""

    object_key: str = Field(description="The object key of the upload.", examples=["team/lectures/Talk 1.mp4"])
    video_id: str | None = Field(
        description="The id of the video; null for sidecars, which belong to the video with the same name.",
        examples=["team--talk-1-0a1b2c3d4e"],
    )
    method: str = Field(description="The HTTP method.", examples=["PUT"])
    url: str = Field(
        description="The URL: presigned where uploads are on S3, otherwise of this service.",
        examples=["/v1/uploads/team/lectures/Talk%201.mp4"],
    )
    headers: dict[str, str] = Field(description="Headers to send.", examples=[{"Content-Type": "video/mp4"}])
    expires_in_s: int | None = Field(description="Seconds until the URL expires; null: never.")


class UploadReceipt(BaseModel):
    """A stored upload; the upload sensor finds it at its next tick."""

    object_key: str = Field(description="The object key of the upload.", examples=["team/lectures/Talk 1.mp4"])
    video_id: str | None = Field(
        description="The id of the video; null for sidecars.", examples=["team--talk-1-0a1b2c3d4e"]
    )
    size: int = Field(description="Its size in bytes.", examples=[73400320])
