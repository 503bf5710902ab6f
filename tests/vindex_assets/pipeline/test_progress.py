from __future__ import annotations

from vindex_assets.pipeline import progress


def test_every_subscriber_hears_every_report_and_none_after_it_has_left() -> None:
    first: list[tuple[str, str, float]] = []
    second: list[tuple[str, str, float]] = []
    with progress.subscribed(lambda *said: first.append(said)):
        with progress.subscribed(lambda *said: second.append(said)):
            progress.report("a", "frames", 0.25)
        progress.report("b", "audio", 0.5)
    progress.report("c", "video", 0.75)
    assert first == [("a", "frames", 0.25), ("b", "audio", 0.5)]
    assert second == first[:1]


def test_a_share_is_between_nothing_and_all() -> None:
    shares: list[float] = []
    with progress.subscribed(lambda *said: shares.append(said[2])):
        for share in (-0.5, 0.0, 1.0, 1.5):
            progress.report("a", "frames", share)
    assert shares == [0.0, 0.0, 1.0, 1.0]


def test_a_subscriber_leaves_when_its_block_fails() -> None:
    shares: list[float] = []
    try:
        with progress.subscribed(lambda *said: shares.append(said[2])):
            raise KeyError
    except KeyError:
        progress.report("a", "frames", 0.5)
    assert shares == []
