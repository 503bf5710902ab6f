"""Check an upload's first bytes: media and sidecars are accepted, other content is refused."""

from __future__ import annotations

from vindex_search.common.content_sniffing import describe_content, is_description, is_media, is_subtitles
from vindex_search.contract.media_types import DESCRIBING_SUFFIXES, SUBTITLE_SUFFIXES, allowed_suffixes


class WrongContent(ValueError):
    """The content does not fit the suffix; the message says what it looks like and what is allowed."""


def check_content(head: bytes, suffix: str) -> None:
    """Check that the first HEAD_BYTES of a file fit its suffix.

    Args:
        head: The first bytes; all of them where the file is shorter.
        suffix: Suffix of the file name, with its dot.

    Raises:
        WrongContent: they are no media or, where the suffix is that of a sidecar, neither subtitles nor a description.
    """
    if suffix in SUBTITLE_SUFFIXES:
        fits, expected = is_subtitles(head), "a subtitle file"
    elif suffix in DESCRIBING_SUFFIXES:
        fits, expected = is_description(head, suffix), "a file that describes a video"
    else:
        fits, expected = is_media(head, suffix), "a video or an audio file"
    if fits:
        return
    raise WrongContent(
        f"the file has the suffix {suffix} but looks like {describe_content(head)}, not like {expected}; "
        f"allowed are {allowed_suffixes()}"
    )
