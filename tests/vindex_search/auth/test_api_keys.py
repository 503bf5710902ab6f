"""api_keys: only the hash is stored, and only the right token matches."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from vindex_search.auth.api_keys import ApiKey, generate_key, hash_token, key_id_of

SECRET = "A1b-_" * 8 + "xyz"  # 43 characters, as of every key


def test_only_the_right_token_matches() -> None:
    key, token = generate_key("ci", ["search"], [])
    _, other = generate_key("ci", ["search"], [])
    assert re.fullmatch(rf"vdx_{key.id}_[A-Za-z0-9_-]{{43}}", token)  # 43 characters of 6 bits: 256 bits
    assert key.matches(token)
    assert not key.matches(other)
    assert not key.matches(token[:-1])


def test_the_id_with_another_secret_does_not_match() -> None:
    key, token = generate_key("ci", ["search"], [])
    _, other = generate_key("ci", ["search"], [])
    stranger = f"vdx_{key.id}_{other.split('_', 2)[2]}"
    assert key_id_of(stranger) == key_id_of(token)
    assert not key.matches(stranger)


def test_every_key_has_an_id_and_a_secret_of_its_own() -> None:
    made = [generate_key("ci", ["search"], []) for _ in range(20)]
    assert len({key.id for key, _ in made}) == len({token.split("_", 2)[2] for _, token in made}) == 20


def test_the_stored_hash_is_sha_256_of_the_whole_token() -> None:
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    key, token = generate_key("ci", ["search"], [])
    assert key.digest == hash_token(token)


def test_nothing_of_the_secret_is_stored() -> None:
    key, token = generate_key("ci", ["search"], [])
    secret, stored = token.split("_", 2)[2], key.model_dump_json()
    assert not [secret[at : at + 4] for at in range(40) if secret[at : at + 4] in stored]


def test_the_id_of_a_token_is_read_from_it() -> None:
    key, token = generate_key("ci", ["search"], [])
    assert key_id_of(token) == key.id
    assert key_id_of(f"vdx_0123abcd_{SECRET}") == "0123abcd"


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        f"vdx_0123abcd_{SECRET}x",
        f"vdx_0123abcd_{SECRET[:-1]}",
        f"vdx_0123abcd_{SECRET}\n",
        f" vdx_0123abcd_{SECRET}",
        f"vdx_0123abc_{SECRET}",
        f"vdx_0123abcde_{SECRET}",
        f"vdx_0123ABCD_{SECRET}",
        f"VDX_0123abcd_{SECRET}",
        f"vdx_0123abcd_{SECRET[:-1]}é",
        f"vdx_0123abcd{SECRET}",
    ],
)
def test_a_malformed_token_has_no_id(malformed: str) -> None:
    assert key_id_of(malformed) is None


def test_a_caller_has_the_permissions_of_the_key_and_admin_has_all() -> None:
    caller = generate_key("ci", ["upload", "search", "upload"], ["team", "team"])[0].caller
    assert (caller.name, caller.workspaces) == ("ci", ("team",))
    assert caller.permissions == {"search", "upload"}
    assert generate_key("boss", ["admin"], [])[0].caller.has_permission("upload")


def test_scopes_and_workspaces_are_stored_once_each() -> None:
    key, _ = generate_key("ci", ["upload", "search", "upload"], ["team", "lab", "team"])
    assert (key.scopes, key.workspaces) == (("search", "upload"), ("team", "lab"))


def test_the_creation_time_is_in_utc_and_to_the_second() -> None:
    before = datetime.now(UTC)
    created_at = generate_key("ci", ["search"], [])[0].created_at
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", created_at)
    assert timedelta(seconds=-1) < datetime.fromisoformat(created_at) - before < timedelta(minutes=2)


def test_a_key_cannot_be_changed() -> None:
    key, _ = generate_key("ci", ["search"], ["team"])
    for field in ("scopes", "workspaces", "digest"):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(key, field, ())


def test_a_stored_key_is_read_back() -> None:
    key, _ = generate_key("ci", ["search"], ["team"])
    assert ApiKey.model_validate_json(key.model_dump_json()) == key


@pytest.mark.parametrize("name", ["a", "x" * 64, "ci 2", "a.b_c-d@example.org", "0"])
def test_a_name_may_have_letters_digits_spaces_and_four_signs(name: str) -> None:
    assert generate_key(name, ["search"], [])[0].name == name


@pytest.mark.parametrize(
    ("name", "scopes", "workspaces", "says"),
    [
        ("", ["search"], [], "'' is no valid name of a key; allowed are letters"),
        ("a\nb", ["search"], [], "is no valid name of a key"),
        ("ci\n", ["search"], [], "is no valid name of a key"),
        (" ci", ["search"], [], "is no valid name of a key"),
        ("-ci", ["search"], [], "is no valid name of a key"),
        ("a/b", ["search"], [], "is no valid name of a key"),
        ("x" * 65, ["search"], [], "at most 64"),
        ("ci", ["search", "delete"], [], "scope 'delete' is unknown; allowed: search, edit, upload, admin"),
        ("ci", [], [], "a key needs at least one scope; allowed: search, edit, upload, admin"),
        ("ci", ["search"], ["Team"], "workspace 'Team' is not valid; allowed are a-z"),
        ("ci", ["search"], ["a--b"], "workspace 'a--b' is not valid"),
        ("ci", ["search"], ["team", ""], "workspace '' is not valid"),
    ],
)
def test_a_malformed_value_is_named(name: str, scopes: list[str], workspaces: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        generate_key(name, scopes, workspaces)
