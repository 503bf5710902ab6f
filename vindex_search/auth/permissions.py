"""Who asks, and what they may see and do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

Permission = Literal["search", "upload", "admin"]
PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)


class Forbidden(Exception):
    """The caller may not do this; the message says what would be needed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with permissions (`admin` has all of them) in some workspaces (none named: in all)."""

    name: str
    permissions: frozenset[Permission]
    workspaces: tuple[str, ...] = ()

    def has_permission(self, permission: Permission) -> bool:
        """Whether the caller has a permission."""
        return permission in self.permissions or "admin" in self.permissions

    def can_see(self, workspace: str) -> bool:
        """Whether a workspace is one of the caller's."""
        return not self.workspaces or workspace in self.workspaces

    def allowed_workspaces(self, asked: Sequence[str]) -> tuple[str, ...]:
        """The workspaces to look at: those asked for, or all of the caller's; empty means every one there is.

        Raises:
            Forbidden: a workspace that was asked for is not the caller's.
        """
        for workspace in asked:
            if not self.can_see(workspace):
                allowed = ", ".join(self.workspaces)
                raise Forbidden(f"{self.name} may not see workspace {workspace!r}; allowed: {allowed}")
        return tuple(asked) or self.workspaces


LOCAL_CALLER: Final = Caller("anybody on this machine", frozenset(PERMISSIONS))  # of a service without keys, on loopback
