"""Attacks on files: to read what is not the upload, to write outside, to leave traps where the parent reads."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.media.attacks.outcome import outcomes


def attack_files(own: str, other: str, scratch: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Try to get at the film `other` of another workspace, and further, from a child that was given `own`."""
    film, parent = Path(other), f"/proc/{os.getppid()}"
    return outcomes(
        {
            "read /etc/passwd": lambda: read("/etc/passwd"),
            "read another film": lambda: read(other),
            "read another film by a relative path": lambda: read(os.path.relpath(other)),
            "read another film through its own root": lambda: read(f"/proc/self/root{other}"),
            "read another film through the current folder": lambda: read(f"/proc/self/cwd/{os.path.relpath(other)}"),
            "read another film through the parent's root": lambda: read(f"{parent}/root{other}"),
            "read another film through a bare descriptor": lambda: read_bare(other),
            "read another film in another thread": lambda: in_thread(other),
            "list the uploads": lambda: list(film.parent.iterdir()),
            "list the root": lambda: os.listdir("/"),  # noqa: PTH208 - a folder that no rule is for
            "watch the uploads": lambda: watch(str(film.parent)),
            "read the parent's environment": lambda: read(f"{parent}/environ"),
            "read the parent's memory": lambda: read(f"{parent}/mem"),
            "list the parent's descriptors": lambda: list(Path(parent, "fd").iterdir()),
            "write to its own film": lambda: write(own),
            "write to another film": lambda: write(other),
            "write beside the films": lambda: write(str(film.with_name("new.mp4"))),
            "cut another film": lambda: os.truncate(other, 0),
            "delete another film": film.unlink,
            "rename another film": lambda: film.rename(film.with_name("renamed.mp4")),
            "take the rights to another film away": lambda: film.chmod(0o600),
            "give another film away": lambda: os.chown(other, os.getuid(), os.getgid()),
            "change the time of another film": lambda: os.utime(other),
            "put an attribute on another film": lambda: os.setxattr(other, "user.note", b"1"),
            "leave a link to another film": lambda: Path(scratch, "000.jpg").symlink_to(other),
            "leave another film itself": lambda: Path(scratch, "001.jpg").hardlink_to(other),
            "leave a pipe": lambda: os.mkfifo(Path(scratch, "002.jpg")),
            "leave a socket": lambda: os.mknod(Path(scratch, "003.jpg"), 0o140600),
        }
    )


def use_files(own: str, scratch: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """What a decoder does, and may."""
    folder = Path(scratch, "frames")
    return outcomes(
        {
            "read its own film": lambda: read(own),
            "make a folder": folder.mkdir,
            "write into it": lambda: write(str(folder / "0.parquet")),
            "read it again": lambda: read(str(folder / "0.parquet")),
            "write it anew": lambda: (folder / "0.parquet").write_bytes(b"anew"),
            "delete it": (folder / "0.parquet").unlink,
            "delete the folder": folder.rmdir,
            "ask for entropy": lambda: os.urandom(8),
            "read about itself": lambda: read("/proc/self/status"),
            "throw away": lambda: write("/dev/null"),
            "start a thread": lambda: threading.Thread(target=lambda: None).start(),
        }
    )


def read(path: str) -> bytes:
    """The first byte of a file."""
    with open(path, "rb") as file:  # noqa: PTH123 - a path as FFmpeg would be given it
        return file.read(1)


def write(path: str) -> None:
    """Open a file for writing, as it is or anew."""
    with open(path, "ab") as file:  # noqa: PTH123 - as above
        file.write(b"")


def read_bare(path: str) -> bytes:
    """Open a file without any right, which is never refused, and then once more through the descriptor."""
    bare = os.open(path, os.O_PATH)
    try:
        return read(f"/proc/self/fd/{bare}")
    finally:
        os.close(bare)


def in_thread(path: str) -> None:
    """Open a file in a new thread."""
    refused: list[OSError] = []

    def attempt() -> None:
        try:
            read(path)
        except OSError as error:
            refused.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    if refused:
        raise refused[0]


def watch(folder: str) -> None:
    """Ask to be told of every file that somebody puts into a folder."""
    from tests.support.media.attacks.calls import call

    call("inotify_add_watch", call("inotify_init1", 0), folder.encode(), 0x100)
