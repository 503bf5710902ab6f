"""Settings of one installation, read from `VINDEX_*` environment variables.

A value is a setting if two installations need different ones; otherwise it is a constant beside the code that uses it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vindex_search.common.net import http_url, parse_networks, require_origin
from vindex_search.common.prices import Prices
from vindex_search.common.s3_encryption import S3Encryption
from vindex_search.contract.ids import validate_workspace

CHECKOUT: Final = Path(__file__).resolve().parent.parent
DEFAULT_HOME: Final = CHECKOUT / "dagster_home" / "data"

ModelSetName = Literal["offline", "standard"]
SamplingName = Literal["content", "keyframes"]
TranscriptSource = Literal["auto", "subtitles", "asr", "both"]
QuantisationName = Literal["none", "scalar"]
ExecutorName = Literal["in_process", "multiprocess", "celery"]
EncryptionName = Literal["", "AES256", "aws:kms"]


class Settings(BaseSettings):
    """Settings of one installation; each field is the variable `VINDEX_<NAME>`.

    Raises:
        pydantic.ValidationError: a variable has a value that is not allowed; the message names both.
    """

    model_config = SettingsConfigDict(env_prefix="VINDEX_", frozen=True, env_ignore_empty=True)

    # Storage: uploads, artefacts and how S3 is accessed.
    home: Path = Field(default=DEFAULT_HOME, description="Folder of one library: uploads, store and index.")
    uploads: str = Field(
        default="", description="Bucket of uploads: a folder or s3://bucket/prefix; empty: HOME/uploads."
    )
    store: str = Field(default="", description="Store of artefacts: a folder or s3://bucket/prefix; empty: HOME/store.")
    s3_endpoint: str = Field(default="", description="Endpoint of an S3-compatible store; empty: AWS itself.")
    s3_encryption: EncryptionName = Field(
        default="",
        description="Server-side encryption of writes to S3: AES256 or aws:kms; empty: the bucket's default.",
    )
    s3_kms_key: str = Field(
        default="", description="Id or ARN of the key for aws:kms; empty: the account's own key for S3."
    )
    s3_events: str = Field(
        default="", description="URL of an SQS queue with the event notifications of the uploads; empty: none."
    )

    # Index: which home, and how vectors are kept.
    qdrant_url: str = Field(
        default="", description="URL of a Qdrant server; empty: the index is embedded in the search service."
    )
    qdrant_api_key: SecretStr | None = Field(default=None, description="API key of the Qdrant server.")
    quantisation: QuantisationName = Field(
        default="none",
        description="Vectors in the Qdrant server's memory: none, or scalar (8 bit): from 5 million points on.",
    )

    # Models: the set and its weights.
    models: ModelSetName = Field(default="offline", description="The model set: offline or standard.")
    models_dir: Path | None = Field(default=None, description="Folder of model weights; unset: the Hugging Face cache.")

    # Service: the HTTP API and the links it gives.
    host: str = Field(default="127.0.0.1", description="Address that the search service listens on.")
    port: int = Field(default=8765, ge=0, le=65535, description="Port of the search service; 0: any free one.")
    rate_limit: int = Field(
        default=1200, ge=0, description="Requests a minute that one API key may make; 0: any number."
    )
    key_uploads_per_day: int = Field(
        default=0, ge=0, description="Uploads a day (UTC) that one API key may make; 0: any number."
    )
    key_bytes_per_day: int = Field(
        default=0, ge=0, description="Bytes a day (UTC) that one API key may upload; 0: any number."
    )
    api_key: SecretStr | None = Field(default=None, description="API key that `vindex search` uses for a service.")
    embed_origins: str = Field(
        default="",
        description="Origins whose pages may embed the player, such as https://wiki.example.org, comma separated; "
        "empty: only pages of the service itself.",
    )
    preview_gb: float = Field(
        default=20.0, ge=0, description="Gigabytes of previews that the store keeps; the least recently played go."
    )
    webhook_networks: str = Field(
        default="",
        description="Own networks that webhooks may be sent to, such as 10.1.0.0/16, comma separated; empty: only the "
        "public internet.",
    )
    dagster_url: str = Field(
        default="http://127.0.0.1:3000",
        description="URL of Dagster's UI as browsers reach it: for links, and the host that its door answers to.",
    )

    # Pipeline: what is accepted, how steps run, and what is extracted.
    executor: ExecutorName = Field(
        default="in_process", description="How steps run: in_process, multiprocess or celery."
    )
    broker: SecretStr | None = Field(
        default=None, description="URL of the Redis that celery's steps are sent through: redis://host:6379/0."
    )
    own_queues: str = Field(
        default="",
        description="Workspaces with Celery queues of their own, such as acme,globex: cpu-acme, gpu-acme and so on.",
    )
    revision: str = Field(
        default="", description="Git revision that an image was built from, for run tags; empty: asked of git."
    )
    max_duration_s: float = Field(default=6 * 3600.0, gt=0, description="Longer videos are refused.")
    max_bytes: int = Field(default=256 * 2**30, gt=0, description="Larger files are refused.")
    max_pixels: int = Field(default=8192 * 4320, gt=0, description="Videos with larger frames are refused.")
    keep_gone: bool = Field(default=False, description="Keep a video in the library when its upload is removed.")
    sampling: SamplingName = Field(
        default="content", description="Which frames are kept: content, or keyframes alone for very long archives."
    )
    audio_language: str = Field(
        default="", description="Language of the audio track to prefer, such as de or en-GB; empty: the default track."
    )
    screen_language: str = Field(
        default="",
        description="Language of on-screen text, such as ko, ru or ar; empty: Latin script, Chinese and Japanese.",
    )
    transcript_source: TranscriptSource = Field(
        default="auto", description="Where transcripts come from: auto (subtitles, else asr), subtitles, asr or both."
    )
    speakers: bool = Field(
        default=False, description="Tell speakers apart in recognised speech; needs the standard set and its weights."
    )

    # Report: what machines and storage cost, in whichever currency. The defaults are list prices of AWS, in US dollars.
    price_cpu_hour: float = Field(default=0.045, ge=0, description="Price of an hour of one core.")
    price_gpu_hour: float = Field(default=0.8, ge=0, description="Price of an hour of one GPU, with its machine.")
    price_gb_month: float = Field(default=0.023, ge=0, description="Price of a gigabyte in the store for a month.")
    price_thousand_requests: float = Field(
        default=0.005, ge=0, description="Price of a thousand requests that write to the store or list it."
    )

    @field_validator("home", "models_dir")
    @classmethod
    def _make_absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else value

    @field_validator("s3_events")
    @classmethod
    def _require_queue_url_and_bucket(cls, value: str, given: ValidationInfo) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError(
                f"{value!r} is no URL of a queue; allowed is one such as "
                f"https://sqs.<region>.amazonaws.com/<account>/<name>"
            )
        if value and not given.data.get("uploads", "").startswith("s3://"):
            raise ValueError("it needs uploads in a bucket; allowed with VINDEX_UPLOADS=s3://bucket/prefix")
        return value

    @field_validator("own_queues")
    @classmethod
    def _require_workspaces(cls, value: str) -> str:
        for name in filter(None, value.split(",")):
            validate_workspace(name)
        return value

    @field_validator("embed_origins")
    @classmethod
    def _require_origins(cls, value: str) -> str:
        for origin in filter(None, value.split(",")):
            require_origin(origin)
        return value

    @field_validator("webhook_networks")
    @classmethod
    def _require_networks(cls, value: str) -> str:
        parse_networks(value)
        return value

    @field_validator("audio_language", "screen_language")
    @classmethod
    def _require_language_code(cls, value: str) -> str:
        import langcodes

        if value and not langcodes.tag_is_valid(value):
            raise ValueError(f"{value!r} is no language; allowed are codes such as de, ger or en-GB")
        return value

    @field_validator("speakers")
    @classmethod
    def _require_diarising_set(cls, value: bool, given: ValidationInfo) -> bool:
        if value and given.data.get("models") == "offline":
            raise ValueError("it does not fit models='offline', which tells no speakers apart; allowed: 'standard'")
        return value

    @field_validator("s3_kms_key")
    @classmethod
    def _require_kms(cls, value: str, given: ValidationInfo) -> str:
        encryption = given.data.get("s3_encryption")
        if value and encryption in ("", "AES256"):
            raise ValueError(
                f"{value!r} does not fit s3_encryption={encryption!r}, which takes no key; allowed: 'aws:kms'"
            )
        return value

    @property
    def encryption(self) -> S3Encryption:
        """Server-side encryption of uploads and artefacts on S3."""
        return S3Encryption(self.s3_encryption, self.s3_kms_key)

    @property
    def prices(self) -> Prices:
        """What a unit of work and storage costs."""
        return Prices(
            cpu_hour=self.price_cpu_hour,
            gpu_hour=self.price_gpu_hour,
            gb_month=self.price_gb_month,
            thousand_requests=self.price_thousand_requests,
        )

    @property
    def uploads_root(self) -> str:
        """Folder or `s3://` URL of the bucket of uploads."""
        return self.uploads or str(self.home / "uploads")

    @property
    def store_root(self) -> str:
        """Folder or `s3://` URL of the store of artefacts."""
        return self.store or str(self.home / "store")

    @property
    def index_dir(self) -> Path:
        """Folder of the embedded index and its lock."""
        return self.home / "index"

    @property
    def own_queue_names(self) -> frozenset[str]:
        """The workspaces whose steps have Celery queues of their own."""
        return frozenset(filter(None, self.own_queues.split(",")))

    @property
    def embedding_origins(self) -> tuple[str, ...]:
        """The origins whose pages may embed the player, beside the service's own."""
        return tuple(filter(None, self.embed_origins.split(",")))

    @property
    def service_url(self) -> str:
        """URL of the service for a browser on this machine."""
        return http_url(self.host, self.port)


@cache
def settings() -> Settings:
    """The settings of this process, read from the environment on first use."""
    return Settings()
