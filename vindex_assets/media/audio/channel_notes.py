"""Notes about channels that are not heard because they would have cancelled or diluted the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vindex_assets.media.audio.layouts import BASS
from vindex_assets.media.audio.mix_plan import MixPlan, PhaseRun, SectionPlan
from vindex_search.contract.notes import Note


def channel_notes(plan: MixPlan) -> tuple[Note, ...]:
    """One note for each way in which channels are left out of the mix, from its first time to its last."""
    alike: dict[str, list[Note]] = {}
    for section in plan.sections:
        for note in _section_notes(section):
            alike.setdefault(note.text, []).append(note)
    return tuple(_together(notes) for notes in alike.values())


def _together(notes: Sequence[Note]) -> Note:
    """One note for those of the same text, which says how often."""
    first, last = notes[0], notes[-1]
    text = first.text if len(notes) == 1 else f"{first.text} ({len(notes)} times)"
    return Note(first.code, text, first.start_s, last.end_s)


def _section_notes(section: SectionPlan) -> Iterator[Note]:
    for run in section.runs:
        yield _note(_cancellation(run, section.names), run.start_s, run.end_s - run.begin_s)
    if section.live is not None and (left_out := _left_out(section)):
        yield _note(left_out, section.start_s, section.end_s - section.begin_s)


def _note(text: str, start_s: float | None, length_s: float) -> Note:
    if start_s is None:
        return Note("channel_cancelled", text)
    begin_s = max(0.0, start_s)
    return Note("channel_cancelled", text, round(begin_s, 1), round(max(begin_s, start_s + length_s), 1))


def _cancellation(run: PhaseRun, names: Sequence[str]) -> str:
    pairs = [(names[channel], names[source]) for channel, source in enumerate(run.sources) if source != channel]
    heard = list(dict.fromkeys(other for _, other in pairs))
    verb = "cancels" if len(pairs) == 1 else "cancel"
    return f"{channels([one for one, _ in pairs])} {verb} {listed(heard)} in a mix to mono, {alone(heard)}"


def _left_out(section: SectionPlan) -> str:
    """What the channels without sound hold; empty where every channel is heard."""
    live, steady = section.live or (), section.steady
    silent = [name for n, name in enumerate(section.names) if n not in live and n not in steady and BASS not in name]
    toned = [section.names[n] for n in steady if n not in live]
    holds = [f"{channels(silent)} {'is' if len(silent) == 1 else 'are'} silent"] if silent else []
    holds += (
        [f"{channels(toned)} {'holds' if len(toned) == 1 else 'hold'} only a steady tone or noise"] if toned else []
    )
    return f"{' and '.join(holds)}, {alone([section.names[n] for n in live])}" if holds else ""


def channels(names: Sequence[str]) -> str:
    """`the channel right`, `the channels left and right`."""
    return f"the channel{'' if len(names) == 1 else 's'} {listed(names)}"


def alone(names: Sequence[str]) -> str:
    """`left alone is heard`, `left and right alone are heard`."""
    return f"{listed(names)} alone {'is' if len(names) == 1 else 'are'} heard"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
