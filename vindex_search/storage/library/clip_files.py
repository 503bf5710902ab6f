"""The folders of clips, `<root>/clips/<job>/`: beside the videos, so that one listing has all of them."""

from __future__ import annotations

from upath import UPath

from vindex_search.storage import files


def folder(root: UPath, job: str) -> UPath:
    """The folder of a job."""
    return root / "clips" / job


def list_jobs(root: UPath, video_id: str = "") -> list[str]:
    """The jobs that have a folder, ordered by id; those of one video, or all."""
    return files.list_names(root / "clips", f"{video_id}." if video_id else "")


def remove(root: UPath, job: str) -> None:
    """Remove what there is of a job."""
    files.remove_folder(folder(root, job))


def remove_of_video(root: UPath, video_id: str) -> None:
    """Remove the clips of a video."""
    for job in list_jobs(root, video_id):
        remove(root, job)
