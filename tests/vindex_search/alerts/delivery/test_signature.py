from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.support.session.checkout import CHECKOUT
from vindex_search.alerts.delivery.signature import signature, signed_headers
from vindex_search.alerts.saved_search import new_secret

SECRET = new_secret()
BODY = b'{"type": "moments.found"}'


@pytest.fixture
def receiver() -> dict[str, Any]:
    """The receiver of the documentation, with a secret."""
    text = (CHECKOUT / "docs" / "alerts.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code.replace('"whsec_..."', repr(SECRET)), names)  # what readers copy is what is tested
    return names


def test_the_documented_receiver_accepts_a_message_once(receiver: dict[str, Any]) -> None:
    headers = signed_headers(SECRET, "msg_1", int(time.time()), BODY)
    assert [receiver["accept"](headers, BODY) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    "wrong", [{"Webhook-Id": "msg_2"}, {"Webhook-Timestamp": "1"}, {"Webhook-Signature": "v1,AAAA"}]
)
def test_it_refuses_a_changed_header(receiver: dict[str, Any], wrong: dict[str, str]) -> None:
    headers = signed_headers(SECRET, "msg_1", int(time.time()), BODY)
    assert not receiver["accept"](headers | wrong, BODY)


def test_it_refuses_a_changed_body(receiver: dict[str, Any]) -> None:
    assert not receiver["accept"](signed_headers(SECRET, "msg_1", int(time.time()), BODY), BODY + b" ")


def test_it_refuses_an_old_message(receiver: dict[str, Any]) -> None:
    assert not receiver["accept"](signed_headers(SECRET, "msg_1", int(time.time()) - 3600, BODY), BODY)


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the specification's own libraries."""
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
