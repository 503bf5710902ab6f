"""API keys from the command line, and a service that is reachable from other machines only with keys."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.serve_process import PATIENCE_S, serve_process
from tests.support.library.command_line import invoke
from tests.support.library.home import Home


def test_a_key_is_printed_once_listed_without_its_secret_and_revoked(home: Home) -> None:
    made = invoke("keys", "create", "ci", "--scope", "search", "--scope", "upload", "--workspace", "team")
    written = made.stdout.strip()
    assert re.fullmatch(r"vdx_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", written)
    assert "it is not shown again" in made.stderr
    secret = written.split("_", 2)[2]
    listed = invoke("keys", "list")
    assert "ci" in listed.stdout
    assert "search, upload  in team" in listed.stdout
    listing = json.loads(invoke("keys", "list", "--json").stdout)
    assert [(one["name"], one["scopes"], one["workspaces"]) for one in listing] == [
        ("ci", ["search", "upload"], ["team"])
    ]
    assert set(listing[0]) == {"id", "name", "scopes", "workspaces", "created_at", "expires_at", "last_used"}
    assert "expires never  last used never" in listed.stdout
    for text in (listed.stdout, json.dumps(listing), (home.path / "store" / "keys.json").read_text()):
        assert secret not in text
    revoked = invoke("keys", "revoke", "ci")
    assert f"revoked: {listing[0]['id']} (ci)" in revoked.stdout
    assert "that was the last key" in revoked.stderr
    assert "keys.json" in revoked.stderr
    assert "all were revoked, and every request is refused" in invoke("keys", "list").stdout


def test_a_key_with_an_end_is_listed_with_it(home: Home) -> None:
    assert invoke("keys", "create", "ci", "--expires", "2999-12-31").exit_code == 0
    listed = invoke("keys", "list")
    assert "expires 3000-01-01T00:00:00+00:00" in listed.stdout
    assert "no keys: the service answers requests of this machine only" not in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["keys", "create", "ci", "--scope", "write"],
            "scope 'write' is unknown; allowed: search, edit, upload, admin",
        ),
        (["keys", "create", "ci", "--workspace", "Team!"], "workspace 'Team!' is not valid"),
        (
            ["keys", "create", "ci", "--expires", "tomorrow"],
            "'tomorrow' is no time at which a key expires",
        ),
        (["keys", "create", "ci", "--expires", "2020-01-01"], "'2020-01-01' has passed"),
        (["keys", "revoke", "ci"], "there is no key 'ci'; there are: none"),
        (["serve", "--host", "0.0.0.0"], "'0.0.0.0' can be reached from other machines"),
        (["serve", "--host", "::"], "`vindex keys create NAME`"),
    ],
)
def test_a_wrong_key_or_address_is_one_sentence(home: Home, arguments: list[str], says: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_public_address_in_the_settings_is_refused_without_keys(
    home: Home, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_HOST", "0.0.0.0")
    done = invoke(command)
    assert done.exit_code == 1
    assert "'0.0.0.0' can be reached from other machines, and this library has no keys" in done.stderr


@pytest.mark.slow  # `auth` and `api/test_authentication` ask the same of a service in this process
def test_a_service_on_a_public_address_answers_keys_only_and_nobody_once_all_are_revoked(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = invoke("keys", "create", "ci")
    key = made.stdout.strip()
    assert re.fullmatch(r"vdx_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", key), "a script reads the key alone"
    assert "it is not shown again" in made.stderr
    with serve_process(home, "--host", "0.0.0.0") as service:
        service.wait_for_url()
        service.wait_until_ready()
        url = service.url
        without = invoke("search", "whale", "--json")
        assert "a key is needed" in without.stderr
        assert "VINDEX_API_KEY" in without.stderr
        monkeypatch.setenv("VINDEX_API_KEY", key)
        found = invoke("search", "whale", "--json")
        assert json.loads(found.stdout)["moments"] == []
        assert invoke("keys", "revoke", "ci").exit_code == 0
        headers = {"Authorization": f"Bearer {key}"}
        until(lambda: httpx.get(f"{url}/v1/status", headers=headers, timeout=PATIENCE_S).status_code != httpx.codes.OK)
        for sent in (headers, {}):
            refused = httpx.get(f"{url}/v1/status", headers=sent, timeout=PATIENCE_S)
            assert (refused.status_code, refused.json()["status"]) == (401, 401)
            assert "every request is refused" in refused.json()["detail"]
        assert httpx.get(f"{url}/healthz", timeout=PATIENCE_S).status_code == httpx.codes.OK
