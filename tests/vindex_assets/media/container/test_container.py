"""container: which files can be opened, and that none can reference another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import av.logging
import pytest

from tests.support.media.clips import DAMAGED, NO_MEDIA
from tests.support.media.formats.first_bytes import MEDIA, OTHER
from tests.support.media.formats.play_lists import DASH, PLAY_LISTS, behind_id3, in_free_box
from vindex_assets.failures import Permanent
from vindex_assets.media.container import decode_frames, demux, open_container


@pytest.mark.parametrize("head", PLAY_LISTS, ids=range(len(PLAY_LISTS)))
def test_a_play_list_is_refused_before_any_demuxer_sees_it(head: bytes, tmp_path: Path) -> None:
    (tmp_path / "list.mp4").write_bytes(head)
    with pytest.raises(Permanent, match=r"^the file is a play list \(.*\), which names other files; the films"):
        open_container(tmp_path / "list.mp4")


@pytest.mark.parametrize(
    "disguise",
    [
        lambda head, film: head + b"\n" * 5000 + film,
        lambda head, film: behind_id3(head, 2**20) + film,
        lambda head, film: in_free_box(b" " * 20_000 + head) + film,
        lambda head, film: b"\n" * 100_000 + head + film,
    ],
)
def test_a_film_that_begins_as_a_play_list_is_refused(
    disguise: Callable[[bytes, bytes], bytes], media: Path, tmp_path: Path
) -> None:
    (tmp_path / "both.mp4").write_bytes(disguise(DASH, (media / "video" / "frog.mp4").read_bytes()))
    with pytest.raises(Permanent, match="the file is a play list"):
        open_container(tmp_path / "both.mp4")


def test_a_film_that_begins_as_text_is_refused(media: Path, tmp_path: Path) -> None:
    film = (media / "video" / "rabbit320_vp8.webm").read_bytes()
    (tmp_path / "both.webm").write_bytes(b"some kind of list that nobody knows yet\n\0" + film)
    with pytest.raises(Permanent, match=NO_MEDIA):
        open_container(tmp_path / "both.webm")


def test_sound_behind_a_tag_with_a_large_picture_is_opened(media: Path, tmp_path: Path) -> None:
    sound = next((media / "audio").glob("*.mp3")).read_bytes()
    (tmp_path / "tagged.mp3").write_bytes(behind_id3(sound, 300_000))
    with open_container(tmp_path / "tagged.mp3") as container:
        assert container.format.name == "mp3"


def test_a_picture_is_no_video(media: Path, tmp_path: Path) -> None:
    shutil.copy(media / "image" / "horse.png", tmp_path / "horse.mp4")
    with pytest.raises(Permanent, match=NO_MEDIA):
        open_container(tmp_path / "horse.mp4")


@pytest.mark.parametrize("family", MEDIA)
def test_a_file_with_a_media_signature_that_cannot_be_opened_is_damaged(family: str, tmp_path: Path) -> None:
    (tmp_path / "cut.mp4").write_bytes(MEDIA[family])
    with pytest.raises(Permanent, match=DAMAGED):
        open_container(tmp_path / "cut.mp4")


@pytest.mark.parametrize("head", [head for head in OTHER if head], ids=range(len(OTHER) - 1))
def test_a_file_without_a_media_signature_is_no_media(head: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.mp4").write_bytes(head)
    with pytest.raises(Permanent, match=f"{NO_MEDIA}|the file is a play list"):
        open_container(tmp_path / "other.mp4")


def test_no_line_of_the_log_waits_for_python_after_another_library_asked_for_it(media: Path) -> None:
    """torchvision does so when it is imported; a decoding thread that logs then blocks whoever closes the decoder."""
    av.logging.set_level(av.logging.ERROR)
    with open_container(media / "video" / "frog.mp4"):
        assert av.logging.get_level() is None


def test_a_missing_file_is_no_failure_of_the_video(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_container(tmp_path / "gone.mp4")


def test_tags_that_are_not_utf8_do_not_matter(media: Path, tmp_path: Path) -> None:
    data = (media / "video" / "exo_srt.mkv").read_bytes()
    (tmp_path / "odd.mkv").write_bytes(data.replace(b"Subs Label", b"Subs L\xe4bel"))
    with open_container(tmp_path / "odd.mkv") as container:
        assert container.streams[2].metadata["title"] == "Subs L\ufffdbel"


def test_packets_end_where_the_file_is_truncated(media: Path, tmp_path: Path) -> None:
    data = (media / "video" / "rabbit320_vp8.webm").read_bytes()
    (tmp_path / "cut.webm").write_bytes(data[: len(data) // 2])
    with open_container(tmp_path / "cut.webm") as container:
        found = [packet for packet in demux(container, container.streams[0]) if packet.size]
    assert 50 < len(found) < 200


def test_a_packet_that_cannot_be_decoded_is_reported_and_skipped(media: Path) -> None:
    losses: list[int] = []
    with open_container(media / "video" / "corrupted.mp4") as container:
        frames = list(decode_frames(container, container.streams[0], on_lost_packet=lambda: losses.append(1)))
    assert (len(frames), len(losses)) == (49, 1)
