"""Format seconds as clock times: for WebVTT and SubRip files, and as a player shows them."""

from __future__ import annotations


def webvtt_time(seconds: float) -> str:
    """`HH:MM:SS.mmm`, rounded to the millisecond (W3C WebVTT); 100 hours and more have more digits."""
    return _format_milliseconds(seconds, decimal_mark=".")


def subrip_time(seconds: float) -> str:
    """`HH:MM:SS,mmm`, rounded to the millisecond."""
    return _format_milliseconds(seconds, decimal_mark=",")


def player_time(seconds: float) -> str:
    """`m:ss`, or `h:mm:ss` from one hour on, rounded down to the second as players do."""
    hours, minutes, second = _hours_minutes_seconds(int(max(0.0, seconds)))
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def player_range(start_s: float | None, end_s: float | None) -> str:
    """`m:ss-m:ss`, one of them where the other is None, empty where both are."""
    return "-".join(dict.fromkeys(player_time(second) for second in (start_s, end_s) if second is not None))


def _format_milliseconds(seconds: float, *, decimal_mark: str) -> str:
    # Rounded before it is split, so that 59.9996 s carries over to the next minute.
    whole, milliseconds = divmod(round(max(0.0, seconds) * 1000), 1000)
    hours, minutes, second = _hours_minutes_seconds(whole)
    return f"{hours:02}:{minutes:02}:{second:02}{decimal_mark}{milliseconds:03}"


def _hours_minutes_seconds(seconds: int) -> tuple[int, int, int]:
    minutes, second = divmod(seconds, 60)
    return *divmod(minutes, 60), second
