"""How much sound came out of the decoder, and where packets were lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vindex_assets.media.audio.loudness import Samples
from vindex_assets.media.clock.losses import Losses

TimedSamples = tuple[float | None, Samples]  # start in player seconds, None where unknown


@dataclass(slots=True)
class DecodedSound:
    """Counts the samples of blocks as they pass, and places the losses between them."""

    losses: Losses = field(default_factory=Losses)
    samples: int = 0

    def counted(self, blocks: Iterable[TimedSamples]) -> Iterator[TimedSamples]:
        """The blocks, unchanged."""
        for start_s, samples in blocks:
            self.samples += len(samples)
            if start_s is not None:
                self.losses.reach(start_s)
            yield start_s, samples
