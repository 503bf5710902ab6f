"""Seconds of a video as clock times: of WebVTT and SubRip files, to the millisecond, and as a player shows them."""

from __future__ import annotations


def webvtt_time(seconds: float) -> str:
    """`HH:MM:SS.mmm`, rounded to the millisecond (W3C WebVTT); 100 hours and more have more digits."""
    return _to_the_millisecond(seconds, ".")


def subrip_time(seconds: float) -> str:
    """`HH:MM:SS,mmm`, rounded to the millisecond."""
    return _to_the_millisecond(seconds, ",")


def player_time(seconds: float) -> str:
    """`m:ss`, or `h:mm:ss` from one hour on: the second that is begun, as players and the search page show it."""
    hours, minutes, whole = _parts(int(max(0.0, seconds)))
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"


def _to_the_millisecond(seconds: float, point: str) -> str:
    # The whole time is rounded before it is cut into parts, so that 59.9996 s carries over to the next minute.
    whole, milliseconds = divmod(round(max(0.0, seconds) * 1000), 1000)
    hours, minutes, second = _parts(whole)
    return f"{hours:02}:{minutes:02}:{second:02}{point}{milliseconds:03}"


def _parts(seconds: int) -> tuple[int, int, int]:
    """Hours, minutes and seconds."""
    minutes, second = divmod(seconds, 60)
    return *divmod(minutes, 60), second
