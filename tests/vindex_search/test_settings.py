"""settings: a wrong value is named, with what is allowed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vindex_search.settings import Settings


@pytest.mark.parametrize("language", ["", "de", "ger", "pt-BR"])
def test_languages_are_taken_under_any_of_their_codes(language: str) -> None:
    assert Settings(audio_language=language).audio_language == language
    assert Settings(screen_language=language).screen_language == language


def test_what_is_no_language_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="'klingonese' is no language; allowed are codes as in de, ger or en-GB"):
        Settings(audio_language="klingonese")


def test_an_unknown_sampling_is_refused_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VINDEX_SAMPLING", "everything")
    with pytest.raises(ValidationError, match="'content' or 'keyframes'"):
        Settings()


def test_speakers_need_a_set_that_tells_them_apart() -> None:
    with pytest.raises(ValidationError, match="does not fit models='offline'"):
        Settings(speakers=True)
    assert Settings(speakers=True, models="standard").speakers


QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/uploads"


def test_notifications_are_those_of_a_bucket() -> None:
    assert Settings(uploads="s3://bucket", s3_events=QUEUE).s3_events == QUEUE
    with pytest.raises(ValidationError, match="needs uploads in a bucket; allowed with VINDEX_UPLOADS=s3://"):
        Settings(uploads="/uploads", s3_events=QUEUE)


def test_a_queue_is_named_by_its_address() -> None:
    with pytest.raises(ValidationError, match="'arn:aws:sqs:x' is no address of a queue; allowed is one as in https"):
        Settings(uploads="s3://bucket", s3_events="arn:aws:sqs:x")
