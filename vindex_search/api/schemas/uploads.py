"""Uploads as the HTTP API speaks of them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class UploadRequest(BaseModel):
    """A file that somebody wants to upload."""

    model_config = ConfigDict(extra="forbid")

    workspace: str = Field(description="Whose it is: a-z, 0-9 and single '-'.", examples=["team"])
    name: str = Field(
        description="Its name, kept letter for letter; it may stand in folders, which become tags. "
        "`talk.en.vtt` beside `talk.mp4` is its transcript.",
        examples=["lectures/Talk 1.mp4"],
    )
    size: int = Field(ge=1, description="Its size in bytes.", examples=[73400320])


class UploadTarget(BaseModel):
    """Where to send the bytes, and how."""

    object_key: str = Field(description="The key that the upload gets.", examples=["team/lectures/Talk 1.mp4"])
    video_id: str | None = Field(
        description="The id that the video gets; null for subtitles, which belong to the video of their name.",
        examples=["team--talk-1-0a1b2c3d4e"],
    )
    method: str = Field(description="The method of the request that sends them.", examples=["PUT"])
    url: str = Field(
        description="Its address: presigned on S3, else of this service.",
        examples=["/v1/uploads/team/lectures/Talk%201.mp4"],
    )
    headers: dict[str, str] = Field(description="Headers that it must have.", examples=[{"Content-Type": "video/mp4"}])
    expires_in_s: int | None = Field(description="For how many seconds the address is good; null: for ever.")


class UploadReceipt(BaseModel):
    """A file that lies in its place; the pipeline finds it when its sensor looks next."""

    object_key: str = Field(description="Its key.", examples=["team/lectures/Talk 1.mp4"])
    video_id: str | None = Field(
        description="The video's id; null for subtitles.", examples=["team--talk-1-0a1b2c3d4e"]
    )
    size: int = Field(description="Its size in bytes.", examples=[73400320])
