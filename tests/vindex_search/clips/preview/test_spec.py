"""spec: every second of a film is in one segment, and the picture is no larger than browsers decode anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.clips.preview.spec import SEGMENT_S, PreviewSpec, preview_size


@given(st.floats(min_value=0.001, max_value=50_000.0))
def test_segments_follow_each_other_to_the_end(duration_s: float) -> None:
    spec = PreviewSpec(duration_s, (2, 2), has_sound=False)
    bounds = [spec.bounds(number) for number in (0, spec.segments // 2, spec.segments - 1)]
    assert all(start == number * SEGMENT_S for (start, _), number in zip(bounds, (0, spec.segments // 2), strict=False))
    assert bounds[-1][1] == duration_s
    assert bounds[-1][0] < duration_s


@pytest.mark.parametrize(
    ("given_", "made"),
    [
        ((1920, 1080), (1280, 720)),
        ((1080, 1920), (720, 1280)),
        ((640, 360), (640, 360)),
        ((641, 361), (640, 360)),
        ((3840, 1080), (1920, 540)),
        ((1, 1), (2, 2)),
    ],
)
def test_the_picture_is_even_and_has_at_most_720_lines(given_: tuple[int, int], made: tuple[int, int]) -> None:
    assert preview_size(*given_) == made


def test_the_play_list_names_each_segment_with_its_length() -> None:
    lines = PreviewSpec(9.5, (2, 2), has_sound=True).play_list("?v=1").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [f"preview/{number}.m4s?v=1" for number in range(3)]
    assert [line for line in lines if line.startswith("#EXTINF")][-1] == "#EXTINF:1.500000,"
    assert '#EXT-X-MAP:URI="preview/init.mp4?v=1"' in lines


@pytest.mark.parametrize(
    ("size", "has_sound", "media_type"),
    [
        ((2, 2), True, 'video/mp4; codecs="avc1.640028,mp4a.40.2"'),
        ((2, 2), False, 'video/mp4; codecs="avc1.640028"'),
        (None, True, 'audio/mp4; codecs="mp4a.40.2"'),
    ],
)
def test_the_media_type_names_what_is_there(size: tuple[int, int] | None, has_sound: bool, media_type: str) -> None:
    assert PreviewSpec(1.0, size, has_sound).media_type == media_type
