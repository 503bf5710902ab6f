"""Every prefix of an operation's effects: what a reader may see then, and that the next run ends right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from tests.support.storage.effects import Effect, Recorder, effects

MOST: Final = 200  # effects of an operation


class Operation(Protocol):
    """An operation on a world of its own, which it makes in a folder or below an `s3://` URL that holds nothing yet."""

    def act(self) -> object:
        """Do what may be stopped."""
        ...

    def act_again(self) -> object:
        """Do what is done after a stop: most often the same."""
        return self.act()

    def check_reader(self) -> None:
        """Assert what holds at any time: of a reader who comes in between, and after a stop."""
        ...

    def check_done(self) -> None:
        """Assert what holds at the end, whether or not there was a stop."""
        ...


def check_every_prefix(
    operation: Callable[[str], Operation], place: object, *, drafts: bool = False, killed: bool = False
) -> list[Effect]:
    """Stop an operation after none, one, two, ... of its effects, each time in a new world; returns all of them.

    Args:
        operation: Which; makes a world at a new root.
        place: A folder or `s3://` URL below which its worlds are made; what changes there is recorded.
        drafts: Stop also where only a hidden file was changed, which no reader looks at.
        killed: At a stop only the process ends; else the power fails, and what was not flushed to disk is lost.

    Raises:
        AssertionError: what `operation` checks does not hold; the effects that were made are in its notes.
    """
    for stop_after in range(MOST):
        root = f"{place}/{stop_after}"
        world = operation(root)
        with effects(place, stop_after=stop_after, drafts=drafts, killed=killed) as seen:
            world.act()
        try:
            _check(world, seen, killed=killed)
        except BaseException as problem:
            problem.add_note(str(seen))
            raise
        if not seen.is_stopped:
            return seen.done
    raise AssertionError(f"it has more than {MOST} effects")


def _check(world: Operation, seen: Recorder, *, killed: bool) -> None:
    world.check_reader()
    if seen.is_stopped:
        world.act_again()
        world.check_reader()
    elif not killed:
        seen.fail_power()
    world.check_done()
