"""websocket: subscriptions are opened by the UI's own pages alone, and end with the key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.support.dagster.door import HOST, OWN, DoorBefore, Inner
from vindex_search.auth.key_store import revoke_key

CONNECT = {"type": "websocket.connect"}
ASKED = {"type": "websocket.receive", "text": "a subscription"}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Accept, and answer each message with itself until there are no more."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


def talk(app: ASGIApp, messages: Sequence[Message], path: str = "/graphql", **headers: str) -> list[Message]:
    """What an application sends to a client that sends messages, then goes."""
    sent: list[Message] = []
    waiting = iter([*messages, {"type": "websocket.disconnect", "code": 1000}])
    pairs = [
        (name.replace("_", "-").lower().encode(), text.encode()) for name, text in ({"Host": HOST} | headers).items()
    ]
    scope = {"type": "websocket", "path": path, "query_string": b"", "headers": pairs, "subprotocols": ["graphql-ws"]}

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        await app(scope, receive, send)

    asyncio.run(run())
    return sent


def types(messages: Sequence[Mapping[str, object]]) -> list[object]:
    return [message["type"] for message in messages]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:5000"},
        {"Origin": "null"},
        {"Host": "evil.example:3000", "Origin": "http://evil.example:3000"},
        {"Origin": OWN, "Sec_Fetch_Site": "cross-site"},
    ],
)
def test_a_foreign_page_opens_none(door: DoorBefore, inner: Inner, headers: dict[str, str]) -> None:
    assert talk(door.door, [CONNECT, ASKED], **headers) == [{"type": "websocket.close", "code": 1008}]
    assert inner.reached == []


@pytest.mark.parametrize("headers", [{"Origin": OWN}, {"Origin": OWN, "Sec_Fetch_Site": "same-origin"}, {}])
def test_the_own_page_and_a_script_on_this_machine_do(tmp_path: Path, headers: dict[str, str]) -> None:
    sent = talk(DoorBefore(tmp_path, echo).door, [CONNECT, ASKED], **headers)
    assert types(sent) == ["websocket.accept", "websocket.send"]


def test_there_is_none_at_another_path(door: DoorBefore, inner: Inner) -> None:
    assert types(talk(door.door, [CONNECT], path="/runs", Origin=OWN)) == ["websocket.close"]
    assert inner.reached == []


def test_with_keys_it_needs_a_session_or_a_key(tmp_path: Path) -> None:
    door = DoorBefore(tmp_path, echo)
    key = door.make_key("ops")
    less = door.make_key("less", "search")
    opened = ["websocket.accept", "websocket.send"]
    assert types(talk(door.door, [CONNECT, ASKED], Origin=OWN)) == ["websocket.close"]
    assert types(talk(door.door, [CONNECT, ASKED], Origin=OWN, **door.cookie_of(less))) == ["websocket.close"]
    assert types(talk(door.door, [CONNECT, ASKED], Origin=OWN, **door.cookie_of(key))) == opened
    assert types(talk(door.door, [CONNECT, ASKED], Authorization=f"Bearer {key}")) == opened


def test_an_open_one_says_and_hears_nothing_more_once_the_key_is_revoked(tmp_path: Path) -> None:
    heard: list[str] = []

    async def subscription(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        revoke_key(door.store, "ops")
        door.keys.refresh()
        await send({"type": "websocket.send", "text": "a transcript"})
        heard.append((await receive())["type"])
        await send({"type": "websocket.send", "text": "a transcript"})

    door = DoorBefore(tmp_path, subscription)
    door.make_key("other")
    session = door.cookie_of(door.make_key("ops"))
    sent = talk(door.door, [CONNECT, ASKED], Origin=OWN, **session)
    assert sent == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 1008}]
    assert heard == ["websocket.disconnect"]
