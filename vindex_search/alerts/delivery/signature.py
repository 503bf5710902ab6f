"""Signatures of messages, as Standard Webhooks has them: HMAC-SHA256 over id, time and body, so that none is replayed.

Webhook-Id: msg_3f2a...              the same at each try, so that a receiver knows a message that it has already
Webhook-Timestamp: 1764547200        of this try; receivers refuse what is older than some minutes
Webhook-Signature: v1,<base64>       of `<id>.<timestamp>.<body>`
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from vindex_search.alerts.saved_search import SECRET_PREFIX


def signed_headers(secret: str, message: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a message.

    Args:
        secret: `whsec_` and base64.
        message: Its id.
        timestamp: Seconds since 1970.
        body: As it is sent, byte for byte.
    """
    return {
        "Webhook-Id": message,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": signature(secret, message, timestamp, body),
    }


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """The signature of a message with its version, `v1,<base64>`."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")
