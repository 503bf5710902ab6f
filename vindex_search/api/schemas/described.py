"""How the OpenAPI document describes values that functions check: JSON Schema that says what those functions accept.

The checks stay where they are, with sentences that name the value; a pattern of pydantic's would say "does not match".
"""

from __future__ import annotations

from typing import Any, Final

from vindex_search.contract.ids import CHANNELS, VIDEO_ID_PATTERN, WORKSPACE_PATTERN
from vindex_search.videos.facets.names import FACETS

Schema = dict[str, Any]

_CHANNEL: Final = rf"\s*({'|'.join(CHANNELS)})\s*"
_FACET: Final = rf"\s*({'|'.join(FACETS)})\s*"

WORKSPACE: Final[Schema] = {"pattern": f"^(?!.*--){WORKSPACE_PATTERN.pattern}$"}
VIDEO_ID: Final[Schema] = {"pattern": f"^{VIDEO_ID_PATTERN.pattern}$"}
VIDEO_ID_OR_NONE: Final[Schema] = {"pattern": f"^({VIDEO_ID_PATTERN.pattern})?$"}
CHANNEL_LIST: Final[Schema] = {"pattern": f"^({_CHANNEL}(,{_CHANNEL})*)?$"}
FACET_LIST: Final[Schema] = {"pattern": rf"^(\s*|{_FACET}(,{_FACET})*)$"}


def text_of(longest: int) -> Schema:
    """Text of one character at least."""
    return {"minLength": 1, "maxLength": longest}


def number_between(least: float, most: float) -> Schema:
    """A number between two others, which are allowed too."""
    return {"minimum": least, "maximum": most}
