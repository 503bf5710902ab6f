"""api_keys: only the hash is stored, and only the right token matches."""

from __future__ import annotations

import re

import pytest

from vindex_search.auth.api_keys import generate_key


def test_only_the_right_token_matches() -> None:
    key, token = generate_key("ci", ["search"], [])
    _, other = generate_key("ci", ["search"], [])
    assert re.fullmatch(rf"vdx_{key.id}_[A-Za-z0-9_-]{{43}}", token)  # 43 characters of 6 bits: 256 bits
    assert key.matches(token)
    assert not key.matches(other)
    assert not key.matches(token[:-1])


def test_nothing_of_the_secret_is_stored() -> None:
    key, token = generate_key("ci", ["search"], [])
    secret, stored = token.split("_", 2)[2], key.model_dump_json()
    assert not [secret[at : at + 4] for at in range(40) if secret[at : at + 4] in stored]


def test_a_caller_has_the_permissions_of_the_key_and_admin_has_all() -> None:
    caller = generate_key("ci", ["upload", "search", "upload"], ["team", "team"])[0].caller
    assert (caller.name, caller.workspaces) == ("ci", ("team",))
    assert [caller.has_permission("search"), caller.has_permission("upload"), caller.has_permission("admin")] == [
        True,
        True,
        False,
    ]
    assert generate_key("boss", ["admin"], [])[0].caller.has_permission("upload")


@pytest.mark.parametrize(
    ("name", "scopes", "workspaces", "says"),
    [
        ("", ["search"], [], "'' is no valid name of a key; allowed are letters"),
        ("a\nb", ["search"], [], "is no valid name of a key"),
        ("x" * 65, ["search"], [], "at most 64"),
        ("ci", ["search", "delete"], [], "scope 'delete' is unknown; allowed: search, upload, admin"),
        ("ci", [], [], "a key needs at least one scope; allowed: search, upload, admin"),
        ("ci", ["search"], ["Team"], "workspace 'Team' is not valid; allowed are a-z"),
        ("ci", ["search"], ["a--b"], "workspace 'a--b' is not valid"),
        ("ci", ["search"], [""], "workspace '' is not valid"),
    ],
)
def test_a_malformed_value_is_named(name: str, scopes: list[str], workspaces: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        generate_key(name, scopes, workspaces)
