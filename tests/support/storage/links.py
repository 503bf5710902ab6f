"""What somebody can lay into a folder of uploads to reach what lies elsewhere: links, and what is no file."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.support.media.formats.first_bytes import MEDIA

SECRET: Final = MEDIA["mp4"] + b"SECRET"
FILM: Final = MEDIA["mp4"] + b"FILM"


def make_world(world: Path) -> Path:
    """A folder of uploads with two workspaces, and a file beside it that is none of them; returns the uploads."""
    uploads = world / "uploads"
    for path, data in {
        world / "outside" / "secret.mp4": SECRET,
        uploads / "other" / "film.mp4": SECRET,
        uploads / "team" / "own.mp4": FILM,
    }.items():
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    return uploads


def tree(world: Path) -> dict[str, bytes | str]:
    """All that lies in a folder, by path: the bytes of files, where links lead, and the kind of anything else."""
    return {
        path.relative_to(world).as_posix(): (
            str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else "other"
        )
        for path in world.rglob("*")
    }


def _link(place: str, target: str) -> Callable[[Path], None]:
    def lay(uploads: Path) -> None:
        (uploads / place).parent.mkdir(parents=True, exist_ok=True)
        (uploads / place).symlink_to(target.format(world=uploads.parent))

    return lay


def _chain(uploads: Path) -> None:
    for place, target in (("team/x.mp4", ".hop"), ("team/.hop", "../.hop"), (".hop", "../outside/secret.mp4")):
        _link(place, target)(uploads)


def _socket(uploads: Path) -> None:
    here = os.open(uploads / "team", os.O_PATH)  # the path of a socket may have 107 bytes only
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"/proc/self/fd/{here}/x.mp4")
    os.close(here)


# How each is laid, and the key by which it is asked for.
LINKS: Final[Mapping[str, tuple[Callable[[Path], None], str]]] = {
    "absolute": (_link("team/x.mp4", "{world}/outside/secret.mp4"), "team/x.mp4"),
    "relative": (_link("team/x.mp4", "../../outside/secret.mp4"), "team/x.mp4"),
    "system file": (_link("team/x.mp4", "/etc/passwd"), "team/x.mp4"),
    "device": (_link("team/x.mp4", "/dev/zero"), "team/x.mp4"),
    "other workspace": (_link("team/x.mp4", "../other/film.mp4"), "team/x.mp4"),
    "same workspace": (_link("team/x.mp4", "own.mp4"), "team/x.mp4"),
    "chain": (_chain, "team/x.mp4"),
    "loop": (_link("team/x.mp4", "x.mp4"), "team/x.mp4"),
    "dangling": (_link("team/x.mp4", "nowhere.mp4"), "team/x.mp4"),
    "magic": (_link("team/x.mp4", "/proc/self/root{world}/outside/secret.mp4"), "team/x.mp4"),
    "folder": (_link("team/deep", "{world}/outside"), "team/deep/secret.mp4"),
    "folder in the middle": (_link("team/a/b", "../../../outside"), "team/a/b/secret.mp4"),
    "folder of another workspace": (_link("team/deep", "../other"), "team/deep/film.mp4"),
    "workspace": (_link("evil", "other"), "evil/film.mp4"),
    "workspace outside": (_link("evil", "{world}/outside"), "evil/secret.mp4"),
}
NO_FILES: Final[Mapping[str, Callable[[Path], None]]] = {
    "FIFO": lambda uploads: os.mkfifo(uploads / "team" / "x.mp4"),
    "socket": _socket,
    "folder": lambda uploads: (uploads / "team" / "x.mp4").mkdir(),
}
