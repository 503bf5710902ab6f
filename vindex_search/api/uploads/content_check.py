"""Check an upload's first bytes: media and subtitles are accepted, other content is refused."""

from __future__ import annotations

from vindex_search.common.content_sniffing import describe_content, is_media, is_subtitles
from vindex_search.contract.media_types import SIDECAR_SUFFIXES, allowed_suffixes


class WrongContent(ValueError):
    """The content does not fit the suffix; the message says what it looks like and what is allowed."""


def check_content(head: bytes, suffix: str) -> None:
    """Check that the first HEAD_BYTES of a file fit its suffix.

    Args:
        head: The first bytes; all of them where the file is shorter.
        suffix: Suffix of the file name, with its dot.

    Raises:
        WrongContent: they are no media or, where the suffix is that of a sidecar, no subtitles.
    """
    is_sidecar = suffix in SIDECAR_SUFFIXES
    if is_subtitles(head) if is_sidecar else is_media(head, suffix):
        return
    expected = "a subtitle file" if is_sidecar else "a video or an audio file"
    raise WrongContent(
        f"the file has the suffix {suffix} but looks like {describe_content(head)}, not like {expected}; "
        f"allowed are {allowed_suffixes()}"
    )
