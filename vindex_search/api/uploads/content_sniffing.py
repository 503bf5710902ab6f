"""Whether an upload is what its name promises: media and subtitles are taken, anything else is named and refused."""

from __future__ import annotations

from vindex_search.common.content_sniffing import is_media, is_subtitles, describe_content
from vindex_search.contract.media_types import SIDECAR_SUFFIXES, allowed_suffixes


class WrongContent(ValueError):
    """The bytes are not what the suffix promises; the message says what they look like and what is allowed."""


def check_content(head: bytes, suffix: str) -> None:
    """Look at the first bytes of a file, up to HEAD of them.

    Args:
        head: The first bytes; all of them where the file is shorter.
        suffix: Of the file's name, with its dot.

    Raises:
        WrongContent: they are neither media nor, under the suffix of a subtitle file, subtitles.
    """
    taken = is_subtitles(head) if suffix in SIDECAR_SUFFIXES else is_media(head)
    if not taken:
        kind = "a subtitle file" if suffix in SIDECAR_SUFFIXES else "a video or a sound file"
        raise WrongContent(
            f"the file is called {suffix} but looks like {describe_content(head)}, not like {kind}; allowed are {allowed_suffixes()}"
        )
