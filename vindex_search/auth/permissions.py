"""Callers, their permissions and their workspaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

Permission = Literal["search", "edit", "upload", "admin"]
"""What a scope of a key allows: to search and read; to correct, save, collect and share; to upload; everything."""
PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)


class Forbidden(Exception):
    """The caller lacks a permission or a workspace; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated caller: permissions (`admin` includes all) and workspaces (empty: all).

    `key_id` is empty where the library needs no key. `videos` are those that a share shows whole; None: all.
    """

    name: str
    permissions: frozenset[Permission]
    workspaces: tuple[str, ...] = ()
    key_id: str = ""
    videos: frozenset[str] | None = None

    def has_permission(self, permission: Permission) -> bool:
        """Whether the caller has a permission, or `admin`."""
        return permission in self.permissions or "admin" in self.permissions

    def can_see(self, workspace: str) -> bool:
        """Whether the caller has access to a workspace."""
        return not self.workspaces or workspace in self.workspaces

    def can_see_video(self, video_id: str, workspace: str) -> bool:
        """Whether the caller has access to a video of a workspace."""
        return self.can_see(workspace) and (self.videos is None or video_id in self.videos)

    def allowed_workspaces(self, requested: Sequence[str]) -> tuple[str, ...]:
        """The workspaces to search: the requested ones, or all of the caller's; empty means all of the library.

        Raises:
            Forbidden: a requested workspace is not the caller's.
        """
        for workspace in requested:
            if not self.can_see(workspace):
                allowed = ", ".join(self.workspaces)
                raise Forbidden(f"{self.name} may not see workspace {workspace!r}; allowed: {allowed}")
        return tuple(requested) or self.workspaces


LOCAL_CALLER: Final = Caller(
    "anybody on this machine", frozenset(PERMISSIONS)
)  # for a service without keys on a loopback address
