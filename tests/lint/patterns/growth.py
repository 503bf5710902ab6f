"""How the work of a backtracking matcher may grow with the text: exponentially, quadratically, or as the text does.

    (a+)+$     exponential   `a` is read in two ways on the way from a state back to itself
    a+a+$      quadratic     the same text leads from one loop to itself, to the next one, and from that one to itself
    a+$        quadratic     where it is searched for: the loop over the places to begin at is the first one
    a+         linear        the first attempt matches

Source: Weber and Seidl, "On the degree of ambiguity of finite automata", 1991. What is found may grow; whether a text
exists behind which the match fails after all is not looked at, but for patterns that match as they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal

from tests.lint.patterns.automaton import FREE, Automaton, build

Growth = Literal["exponential", "quadratic", "linear"]
Follow = dict[int, Counter[int]]

MAX_TRAILS: Final = 20_000  # of steps that read nothing, from one state


def growth(pattern: re.Pattern[Any], *, searches: bool = True, to_end: bool = False) -> Growth:
    """How the work on a pattern may grow with its text.

    Args:
        pattern: Compiled from text or bytes.
        searches: Whether it is looked for anywhere (`search`, `sub`, `split`, `finditer`), or at the beginning.
        to_end: Whether it has to match all (`fullmatch`).
    """
    automaton, first, last = build(pattern, searches=searches, to_end=to_end)
    follow = _follow(automaton, first)
    component = _components(follow)
    loops = [state for state in follow if _is_cyclic(state, follow, component)]
    if any(_reads_in_two_ways(state, automaton, follow, component) for state in loops):
        return "exponential"
    open_ended = _without_matching(automaton, follow, last)
    pairs = ((one, other) for one in loops for other in loops if one != other)
    return "quadratic" if any(_share_a_text(*pair, automaton, open_ended) for pair in pairs) else "linear"


def _follow(automaton: Automaton, first: int) -> Follow:
    """The states that may come after each, and in how many ways, two standing for more."""
    follow: Follow = {}
    waiting = [first]
    while waiting:
        state = waiting.pop()
        if state not in follow:
            follow[state] = _next_states(automaton, state)
            waiting += follow[state]
    return follow


def _next_states(automaton: Automaton, state: int) -> Counter[int]:
    """The states that read something behind one, with the number of trails that lead there without reading."""
    found: Counter[int] = Counter()
    trails: list[tuple[int, frozenset[tuple[int, int]]]] = [(state, frozenset())]
    for _ in range(MAX_TRAILS):
        if not trails:
            return found
        at, walked = trails.pop()
        for target, _kind in automaton.steps[at]:
            if automaton.reads[target]:
                found[target] = min(2, found[target] + 1)
            elif (at, target) not in walked:
                trails.append((target, walked | {(at, target)}))
    raise AssertionError("a pattern has more ways to read nothing than the lint follows")


def _without_matching(automaton: Automaton, follow: Follow, last: int) -> Follow:
    """The states that may come after each and at which the pattern does not match yet: a match ends the attempt."""
    matching = {state for state in follow if last in _reached_for_free(automaton, state)}
    return {
        state: Counter({target: ways for target, ways in after.items() if target not in matching})
        for state, after in follow.items()
    }


def _reached_for_free(automaton: Automaton, state: int) -> set[int]:
    """The nodes behind a state that are reached without reading, and whatever stands there."""
    return _reachable(
        state, lambda at: (target for target, kind in automaton.steps[at] if _is_free(automaton, target, kind))
    )


def _is_free(automaton: Automaton, target: int, kind: int) -> bool:
    return kind == FREE and not automaton.reads[target]


def _reachable(begin: Any, after: Callable[[Any], Iterable[Any]]) -> set[Any]:
    """What can be reached in at least one step."""
    found: set[Any] = set()
    waiting = [begin]
    while waiting:
        for target in after(waiting.pop()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _components(follow: Follow) -> dict[int, frozenset[int]]:
    """The states from which each state is reached and that it reaches."""
    reached = {state: _reachable(state, lambda at: follow[at]) for state in follow}
    return {state: frozenset(other for other in reached[state] if state in reached[other]) for state in follow}


def _is_cyclic(state: int, follow: Follow, component: dict[int, frozenset[int]]) -> bool:
    return state in component[state]


def _reads_in_two_ways(state: int, automaton: Automaton, follow: Follow, component: dict[int, frozenset[int]]) -> bool:
    """Whether some text leads from a state back to it in two ways."""
    inside = component[state]
    if any(ways > 1 and target in inside for target, ways in follow[state].items()):
        return True

    def after(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        return (each for each in _together(pair, automaton, follow) if inside.issuperset(each))

    parted = [pair for pair in _reachable((state, state), after) if pair[0] != pair[1]]
    return any((state, state) in _reachable(pair, after) for pair in parted)


def _share_a_text(one: int, other: int, automaton: Automaton, follow: Follow) -> bool:
    """Whether some text leads from one state to itself, from it to the other, and from the other to itself."""
    return (one, other, other) in _reachable((one, one, other), lambda states: _together(states, automaton, follow))


def _together(states: tuple[int, ...], automaton: Automaton, follow: Follow) -> Iterator[Any]:
    """The states that the same character leads to from each of some states."""
    reached: list[tuple[tuple[int, ...], frozenset[str] | None]] = [((), None)]
    for state in states:
        reached = [
            ((*before, target), shared)
            for before, read in reached
            for target in follow[state]
            if (shared := automaton.reads[target] if read is None else read & automaton.reads[target])
        ]
    return (targets for targets, _read in reached)
