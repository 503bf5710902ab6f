"""Every `VINDEX_*` setting, typed, read once.

A setting exists because two installations need different values; whatever one answer fits is a constant beside the
code that uses it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vindex_search.common.net import http_url
from vindex_search.common.s3_encryption import S3Encryption

CHECKOUT: Final = Path(__file__).resolve().parent.parent
DEFAULT_HOME: Final = CHECKOUT / "dagster_home" / "data"

ModelSetName = Literal["offline", "standard"]
SamplingName = Literal["content", "keyframes"]
TranscriptSource = Literal["auto", "subtitles", "asr", "both"]
QuantisationName = Literal["none", "scalar"]
ExecutorName = Literal["in_process", "multiprocess", "celery"]
EncryptionName = Literal["", "AES256", "aws:kms"]


class Settings(BaseSettings):
    """One installation of vindex, as its environment describes it.

    Raises:
        pydantic.ValidationError: a variable has a value that is not allowed; the message names both.
    """

    model_config = SettingsConfigDict(env_prefix="VINDEX_", frozen=True, env_ignore_empty=True)

    home: Path = Field(default=DEFAULT_HOME, description="Folder of one library: uploads, store and index.")
    uploads: str = Field(
        default="", description="Where uploads land: a folder or s3://bucket/prefix; empty: HOME/uploads."
    )
    store: str = Field(
        default="", description="Where artefacts lie: a folder or s3://bucket/prefix; empty: HOME/store."
    )
    models: ModelSetName = Field(default="offline", description="The model set: offline or standard.")
    models_dir: Path | None = Field(default=None, description="Folder of model weights; unset: the Hugging Face cache.")
    executor: ExecutorName = Field(
        default="in_process", description="How steps run: in_process, multiprocess or celery."
    )
    qdrant_url: str = Field(
        default="", description="Address of a Qdrant server; empty: the index lives in the service."
    )
    qdrant_api_key: SecretStr | None = Field(default=None, description="Key of that server.")
    quantisation: QuantisationName = Field(
        default="none",
        description="That server's vectors in memory: none, or scalar (8 bit): from 5 million points on.",
    )
    s3_endpoint: str = Field(default="", description="Endpoint of an S3-compatible store; empty: AWS itself.")
    s3_encryption: EncryptionName = Field(
        default="", description="How S3 encrypts what is written: AES256 or aws:kms; empty: as the bucket is set up."
    )
    s3_kms_key: str = Field(
        default="", description="Id or ARN of the key for aws:kms; empty: the account's own key for S3."
    )
    s3_events: str = Field(
        default="", description="Address of an SQS queue with the event notifications of the uploads; empty: none."
    )
    host: str = Field(default="127.0.0.1", description="Address that the search service listens on.")
    port: int = Field(default=8765, ge=0, le=65535, description="Port of the search service; 0: any free one.")
    rate_limit: int = Field(
        default=1200, ge=0, description="Requests a minute that one API key may make; 0: any number."
    )
    api_key: SecretStr | None = Field(default=None, description="API key that `vindex search` asks a service with.")
    dagster_url: str = Field(
        default="http://127.0.0.1:3000", description="Address of Dagster's UI, for links from a moment to its run."
    )
    max_duration_s: float = Field(default=6 * 3600.0, gt=0, description="Longer videos are refused.")
    max_bytes: int = Field(default=256 * 2**30, gt=0, description="Larger files are refused.")
    max_pixels: int = Field(default=8192 * 4320, gt=0, description="Videos with larger pictures are refused.")
    sampling: SamplingName = Field(
        default="content", description="Which frames are kept: content, or keyframes alone for very long archives."
    )
    audio_language: str = Field(
        default="", description="Language of the sound track to prefer, as in de or en-GB; empty: the default track."
    )
    screen_language: str = Field(
        default="", description="Language on the screen, as in ko, ru or ar; empty: Latin script, Chinese and Japanese."
    )
    transcript_source: TranscriptSource = Field(
        default="auto", description="Where transcripts come from: auto (subtitles, else asr), subtitles, asr or both."
    )
    speakers: bool = Field(
        default=False, description="Tell speakers apart in recognised speech; needs the standard set and its weights."
    )
    keep_gone: bool = Field(default=False, description="Keep a video in the library when its upload is removed.")

    @field_validator("home", "models_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else value

    @field_validator("s3_events")
    @classmethod
    def _a_queue_of_a_bucket(cls, value: str, given: ValidationInfo) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError(
                f"{value!r} is no address of a queue; allowed is one as in https://sqs.<region>.amazonaws.com/<account>/<name>"
            )
        if value and not given.data.get("uploads", "").startswith("s3://"):
            raise ValueError("it needs uploads in a bucket; allowed with VINDEX_UPLOADS=s3://bucket/prefix")
        return value

    @field_validator("audio_language", "screen_language")
    @classmethod
    def _a_language(cls, value: str) -> str:
        import langcodes

        if value and not langcodes.tag_is_valid(value):
            raise ValueError(f"{value!r} is no language; allowed are codes as in de, ger or en-GB")
        return value

    @field_validator("speakers")
    @classmethod
    def _speakers_need_their_model(cls, value: bool, given: ValidationInfo) -> bool:
        if value and given.data.get("models") == "offline":
            raise ValueError("it does not fit models='offline', which tells no speakers apart; allowed: 'standard'")
        return value

    @field_validator("s3_kms_key")
    @classmethod
    def _a_key_needs_kms(cls, value: str, given: ValidationInfo) -> str:
        used = given.data.get("s3_encryption")
        if value and used in ("", "AES256"):
            raise ValueError(f"{value!r} does not fit s3_encryption={used!r}, which takes no key; allowed: 'aws:kms'")
        return value

    @property
    def encryption(self) -> S3Encryption:
        """How S3 encrypts uploads and artefacts."""
        return S3Encryption(self.s3_encryption, self.s3_kms_key)

    @property
    def uploads_root(self) -> str:
        """Folder or `s3://` address that uploads land in."""
        return self.uploads or str(self.home / "uploads")

    @property
    def store_root(self) -> str:
        """Folder or `s3://` address that artefacts are kept in."""
        return self.store or str(self.home / "store")

    @property
    def index_dir(self) -> Path:
        """Folder of the embedded index and of its lock."""
        return self.home / "index"

    @property
    def service_url(self) -> str:
        """Address under which a browser on this machine reaches the service."""
        return http_url(self.host, self.port)


@cache
def settings() -> Settings:
    """The settings of this process, read from the environment on first use."""
    return Settings()
