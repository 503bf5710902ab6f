"""resolve: markers as DaVinci Resolve's manual shows them."""

from __future__ import annotations

from tests.support.markers.answers import marker, source
from vindex_search.markers.resolve import to_resolve

EXPECTED = """\
TITLE: tides
FCM: NON-DROP FRAME

001  001      V     C        01:00:04:00 01:00:04:01 01:00:04:00 01:00:04:01
 |C:ResolveColorGreen |M:The tide turns. |D:150

"""


def test_markers_of_one_video_are_where_they_are_in_it() -> None:
    assert to_resolve("tides", [marker(4.0, 10.0)]) == EXPECTED.replace("\n", "\r\n")


def test_markers_of_several_videos_are_where_the_edl_has_them() -> None:
    lines = to_resolve("x", [marker(4.0, 10.0), marker(4.0, 10.0, of=source(key="team/b.mp4"))]).split("\r\n")
    assert [line.split()[4] for line in lines if line.startswith("00")] == ["01:00:00:00", "01:00:06:00"]


def test_a_name_opens_no_field() -> None:
    text = to_resolve("x", [marker(0, 1, note="a |C:ResolveColorRed |M:b\n|D:9")])
    assert text.count("|C:") == text.count("|M:") == text.count("|D:") == 1
