"""settings: read from the environment, with defaults; a wrong value is named, with what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tests.support.session.checkout import CHECKOUT
from vindex_search.common.s3_encryption import S3Encryption
from vindex_search.settings import EncryptionName, Settings, settings

DEFAULTS: dict[str, Any] = {
    "home": CHECKOUT / "dagster_home" / "data",
    "uploads": "",
    "store": "",
    "s3_endpoint": "",
    "s3_encryption": "",
    "s3_kms_key": "",
    "s3_events": "",
    "qdrant_url": "",
    "qdrant_api_key": None,
    "quantisation": "none",
    "models": "offline",
    "models_dir": None,
    "host": "127.0.0.1",
    "port": 8765,
    "rate_limit": 1200,
    "key_uploads_per_day": 0,
    "key_bytes_per_day": 0,
    "api_key": None,
    "embed_origins": "",
    "preview_gb": 20.0,
    "webhook_networks": "",
    "dagster_url": "http://127.0.0.1:3000",
    "executor": "in_process",
    "broker": None,
    "own_queues": "",
    "revision": "",
    "max_duration_s": 21_600.0,
    "max_bytes": 274_877_906_944,
    "max_pixels": 35_389_440,
    "keep_gone": False,
    "sampling": "content",
    "audio_language": "",
    "screen_language": "",
    "transcript_source": "auto",
    "speakers": False,
    "price_cpu_hour": 0.045,
    "price_gpu_hour": 0.8,
    "price_gb_month": 0.023,
    "price_thousand_requests": 0.005,
}


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"VINDEX_{name.upper()}", raising=False)


def test_without_variables_the_defaults_hold() -> None:
    assert Settings().model_dump() == DEFAULTS


@pytest.mark.parametrize("name", DEFAULTS)
def test_an_empty_variable_is_as_an_unset_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"VINDEX_{name.upper()}", "")
    assert Settings().model_dump() == DEFAULTS


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("VINDEX_PORT", "0", 0),
        ("VINDEX_KEEP_GONE", "1", True),
        ("VINDEX_QDRANT_URL", "http://q:6333", "http://q:6333"),
        ("vindex_rate_limit", "7", 7),
    ],
)
def test_a_variable_is_read_under_its_prefix(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    monkeypatch.setenv(name, text)
    monkeypatch.setenv(name.lower().removeprefix("vindex_").upper(), "9")  # PORT is another program's
    assert getattr(Settings(), name.lower().removeprefix("vindex_")) == value


@pytest.mark.parametrize("name", DEFAULTS)
def test_no_setting_can_be_changed(name: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Settings(), name, "x")


@pytest.mark.parametrize("name", ["home", "models_dir"])
@pytest.mark.parametrize(
    ("given", "meant"), [("here", "/desk/here"), ("~/there", "/home/ada/there"), ("/abs", "/abs"), (".", "/desk")]
)
def test_a_folder_is_absolute_from_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, given: str, meant: str
) -> None:
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "ada"))
    monkeypatch.setenv(f"VINDEX_{name.upper()}", given)
    found = getattr(Settings(), name)
    monkeypatch.chdir("/")
    assert found == (Path(meant) if given == "/abs" else Path(f"{tmp_path}{meant}"))


def test_uploads_store_and_index_are_in_the_home_unless_they_are_named(tmp_path: Path) -> None:
    one = Settings(home=tmp_path)
    assert (one.uploads_root, one.store_root, one.index_dir) == (
        str(tmp_path / "uploads"),
        str(tmp_path / "store"),
        tmp_path / "index",
    )
    other = Settings(home=tmp_path, uploads="s3://bucket/up", store="/artefacts")
    assert (other.uploads_root, other.store_root, other.index_dir) == (
        "s3://bucket/up",
        "/artefacts",
        tmp_path / "index",
    )


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", 8765, "http://127.0.0.1:8765"),
        ("::1", 80, "http://[::1]:80"),
        ("localhost", 1, "http://localhost:1"),
    ],
)
def test_the_url_of_the_service_is_that_of_its_address(host: str, port: int, url: str) -> None:
    assert Settings(host=host, port=port).service_url == url


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("port", [0, 65_535], [-1, 65_536]),
        ("rate_limit", [0, 1], [-1]),
        ("preview_gb", [0, 0.5], [-1]),
        ("key_uploads_per_day", [0, 1], [-1]),
        ("key_bytes_per_day", [0, 1], [-1]),
        ("max_duration_s", [0.5], [0, -1.0]),
        ("max_bytes", [1], [0]),
        ("max_pixels", [1], [0]),
    ],
)
def test_a_number_out_of_its_range_is_refused(name: str, allowed: list[float], refused: list[float]) -> None:
    for value in allowed:
        assert getattr(Settings.model_validate({name: value}), name) == value
    for value in refused:
        with pytest.raises(ValidationError, match=name):
            Settings.model_validate({name: value})


def test_secrets_are_not_printed() -> None:
    one = Settings(api_key=SecretStr("vdx_secret"), qdrant_api_key=SecretStr("q_secret"))
    assert "secret" not in f"{one!r} {one}"
    assert one.api_key is not None
    assert one.api_key.get_secret_value() == "vdx_secret"


def test_the_settings_of_a_process_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    monkeypatch.setenv("VINDEX_PORT", "1234")
    first = settings()
    monkeypatch.setenv("VINDEX_PORT", "4321")
    assert settings() is first
    assert first.port == 1234
    settings.cache_clear()


@pytest.mark.parametrize("language", ["", "de", "ger", "pt-BR"])
def test_a_language_is_accepted_under_any_of_its_codes(language: str) -> None:
    assert Settings(audio_language=language).audio_language == language
    assert Settings(screen_language=language).screen_language == language


def test_an_invalid_language_is_refused_by_name() -> None:
    with pytest.raises(
        ValidationError, match="'klingonese' is no language; allowed are codes such as de, ger or en-GB"
    ):
        Settings(audio_language="klingonese")


def test_an_unknown_sampling_is_refused_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINDEX_SAMPLING", "everything")
    with pytest.raises(ValidationError, match="'content' or 'keyframes'"):
        Settings()


def test_speakers_need_a_model_set_with_diarisation() -> None:
    with pytest.raises(ValidationError, match="does not fit models='offline'"):
        Settings(speakers=True)
    assert Settings(speakers=True, models="standard").speakers
    assert not Settings(models="offline").speakers


def test_s3_encryption_is_one_of_two_algorithms() -> None:
    assert Settings().encryption == S3Encryption()
    key = "arn:aws:kms:eu-central-1:111122223333:key/1"
    assert Settings(s3_encryption="aws:kms", s3_kms_key=key).encryption == S3Encryption("aws:kms", key)
    assert Settings(s3_encryption="AES256").encryption == S3Encryption("AES256")
    with pytest.raises(ValidationError, match="'AES256' or 'aws:kms'"):
        Settings.model_validate({"s3_encryption": "rot13"})


@pytest.mark.parametrize("algorithm", ["", "AES256"])
def test_a_kms_key_needs_kms_encryption(algorithm: EncryptionName) -> None:
    with pytest.raises(ValidationError, match=f"'k' does not fit s3_encryption='{algorithm}'.*allowed: 'aws:kms'"):
        Settings(s3_encryption=algorithm, s3_kms_key="k")


QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/uploads"


def test_event_notifications_need_a_bucket() -> None:
    assert Settings(uploads="s3://bucket", s3_events=QUEUE).s3_events == QUEUE
    with pytest.raises(ValidationError, match="needs uploads in a bucket; allowed with VINDEX_UPLOADS=s3://"):
        Settings(uploads="/uploads", s3_events=QUEUE)


def test_a_queue_is_named_by_its_url() -> None:
    with pytest.raises(ValidationError, match="'arn:aws:sqs:x' is no URL of a queue; allowed is one such as https"):
        Settings(uploads="s3://bucket", s3_events="arn:aws:sqs:x")
    assert Settings(uploads="s3://bucket", s3_events="http://127.0.0.1:1/q").s3_events == "http://127.0.0.1:1/q"
