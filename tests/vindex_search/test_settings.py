"""settings: a wrong value is named, with what is allowed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vindex_search.common.s3_encryption import S3Encryption
from vindex_search.settings import EncryptionName, Settings


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
