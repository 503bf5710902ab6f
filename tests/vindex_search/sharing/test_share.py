"""share: tokens cannot be guessed and are not stored; a share ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vindex_search.sharing.share import SECRET_BYTES, SharedLink, Subject, new_share, share_id_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SUBJECT = Subject(workspace="team", video_id="team--film-0123456789")


def test_a_token_names_its_share_and_is_not_in_it() -> None:
    share, token = new_share(SUBJECT, NOW, download=False, by="ci")
    assert share_id_of(token) == share.id
    assert share.matches(token)
    assert token.split("_", 2)[2] not in share.model_dump_json()
    assert SECRET_BYTES * 8 >= 128


def test_a_token_opens_no_other_share() -> None:
    (one, _), (_, other) = (new_share(SUBJECT, NOW, download=False, by="ci") for _ in range(2))
    assert not one.matches(other)


@pytest.mark.parametrize("token", ["", "vdl_", "vdx_0123456789abcdef_" + "a" * 43, "vdl_0123456789abcdef_" + "a" * 42])
def test_what_is_no_token_names_no_share(token: str) -> None:
    assert share_id_of(token) is None


def test_a_share_ends_at_its_time_and_one_without_a_time_has_ended() -> None:
    share, _ = new_share(SUBJECT, NOW, download=False, by="ci")
    assert not share.has_ended(NOW - timedelta(seconds=1))
    assert share.has_ended(NOW)
    for damaged in ("", "soon", "2999-01-01T00:00:00"):
        assert SharedLink(id="0", digest="0", subject=SUBJECT, ends_at=damaged).has_ended(NOW)


def test_a_subject_is_one_of_three() -> None:
    assert SUBJECT.kind == "video"
    assert SUBJECT.model_copy(update={"start_s": 0.0, "end_s": 1.0}).kind == "moment"
    assert Subject(workspace="team", collection_id="team--0123456789abcdef").kind == "collection"
