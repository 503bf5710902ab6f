"""readers: time stamps are moved before anything is decoded from a packet; every reader sees the same clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest

from tests.support.media.clock.numbered_films import encode_film, joined
from tests.support.media.derived_files import probe_clip
from vindex_assets.media.clock.readers import leading_stream, on_clock
from vindex_assets.media.clock.stream_clock import Shift, StreamClock
from vindex_assets.media.container import demux, demux_on_clock, open_container
from vindex_assets.media.packets import read_packet_table
from vindex_assets.media.subtitles.embedded import read_embedded


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds in one file: 50 pictures and sound."""
    return encode_film(
        tmp_path_factory.mktemp("film") / "film.mkv", level=90, seconds=2.0, video="libvpx-vp9", audio="libopus"
    )


def clock(stream: int, *shifts: Shift) -> StreamClock:
    return StreamClock(stream, 0.0, 2.0, 2.0, shifts)


def times(film: Path, stream: int, *clocks: StreamClock) -> list[int | None]:
    with open_container(film) as container:
        packets = demux_on_clock(container, container.streams[stream], clocks)
        return [packet.pts for packet in packets if packet.size]


def test_without_shifts_packets_are_as_they_are(film: Path) -> None:
    assert times(film, 0, clock(0), clock(1)) == list(range(0, 2000, 40))


def test_from_a_packet_on_times_are_moved(film: Path) -> None:
    found = times(film, 0, clock(0, Shift(0, 0), Shift(30, 5000), Shift(40, -7)), clock(1))
    assert found == [*range(0, 1200, 40), *range(6200, 6600, 40), *range(1593, 1993, 40)]


def test_what_fits_nowhere_has_no_time(film: Path) -> None:
    found = times(film, 0, clock(0, Shift(0, 0), Shift(3, None), Shift(4, 0)))
    assert found[2:5] == [80, None, 160]


def test_each_stream_has_its_own_shifts(film: Path) -> None:
    both = clock(0, Shift(0, 0), Shift(30, 5000)), clock(1)
    assert times(film, 1, *both) == times(film, 1)


def test_a_stream_without_a_clock_follows_the_one_that_has_shifts(film: Path) -> None:
    """Here the sound follows the pictures, as subtitles do: from the thirtieth picture in the file on."""
    alone, following = times(film, 1), times(film, 1, clock(0, Shift(0, 0), Shift(30, 5000)))
    moved = [there for there, here in zip(alone, following, strict=True) if here != there]
    assert [here for here in following if here and here > 3000] == [there + 5000 for there in moved if there]
    assert 38 <= len(moved) <= 44


def test_a_time_that_does_not_fit_into_64_bits_is_none(film: Path) -> None:
    assert times(film, 0, clock(0, Shift(0, 1 << 60)))[1:] == [None] * 49


def test_the_decoder_is_still_drained_at_the_end(film: Path) -> None:
    with open_container(film) as container:
        stream = container.streams[1]
        packets = on_clock(demux(container, stream), 1, [clock(1, Shift(0, 0), Shift(5, 9))])
        assert [packet.size for packet in packets][-1] == 0


@pytest.mark.parametrize(("stream", "leader"), [(0, 0), (1, 1), (2, 1), (7, 1)])
def test_a_stream_is_led_by_itself_or_by_one_with_shifts(stream: int, leader: int) -> None:
    assert leading_stream(stream, [clock(0), clock(1, Shift(0, 0), Shift(2, 5))]) == leader


def test_without_shifts_a_stream_leads_itself() -> None:
    assert leading_stream(5, [clock(0)]) == 5


def test_the_packet_table_is_on_the_clock(film: Path) -> None:
    table = read_packet_table(film, 0, [clock(0, Shift(0, 0), Shift(30, 5000))])
    assert table.pts.tolist() == [*range(0, 1200, 40), *range(6200, 7000, 40)]


def test_cues_of_joined_films_are_on_the_clock(media: Path, tmp_path: Path) -> None:
    words = media / "video" / "exo_srt.mkv"
    parts = [_subtitled(tmp_path / f"{number}.mkv", text, words) for number, text in enumerate(("tide", "moon"))]
    path = joined(tmp_path / "film.mkv", parts)
    cues = read_embedded(path, probe_clip(path)).cues
    assert [(cue.text, round(cue.start_s, 1), round(cue.end_s, 1)) for cue in cues] == [
        ("tide", 1.0, 1.5),
        ("moon", 4.0, 4.5),
    ]


def _subtitled(target: Path, text: str, like: Path) -> Path:
    """A film of three seconds with a cue from 1.0 to 1.5 s, in a subtitle stream like that of another file."""
    source = encode_film(target.with_suffix(".mp4"), level=90, seconds=3.0)
    with av.open(str(source)) as read, av.open(str(like)) as other, av.open(str(target), "w") as sink:
        streams: dict[int, Any] = {stream.index: sink.add_stream_from_template(stream) for stream in read.streams}
        words: Any = sink.add_stream_from_template(other.streams.subtitles[0])
        for packet in read.demux():
            if packet.dts is None:
                continue
            if packet.stream.type == "video" and packet.time_base and packet.dts * packet.time_base == 1:
                cue = av.Packet(text.encode())
                cue.stream, cue.time_base = words, packet.time_base
                cue.pts = cue.dts = packet.dts
                cue.duration = round(0.5 / packet.time_base)
                sink.mux(cue)
            packet.stream = streams[packet.stream.index]
            sink.mux(packet)
    return target
