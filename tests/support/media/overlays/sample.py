"""A reproducible sample of overlay films: every background with texts of all sizes, places, lengths and fades."""

from __future__ import annotations

import random
from typing import Final

from tests.support.media.overlays.film import OverlayFilm
from tests.support.media.overlays.overlay import Box, Overlay, Place, fonts

NAMES: Final = (
    "Dr. Maria Lindqvist",
    "James O'Neill",
    "Prof. Amara Okafor",
    "Wen Li",
    "Борис Кузнецов",
    "Ελένη Παπαδοπούλου",
)
OFFICES: Final = ("Head of Research", "Minister of Finance", "Mayor of Ghent", "Chief Engineer, Line 4")
TICKERS: Final = (
    "BREAKING: Parliament votes on the new harbour tunnel tonight",
    "Markets: copper up 2.4 %, wheat down 1.1 %, rates unchanged",
    "Weather warning for the coast until Friday morning",
)
TITLES: Final = ("Chapter Two", "The Long Winter", "How Bees See", "1914")
SUBTITLES: Final = (
    "I never said that the bridge would hold.",
    "We have to leave before the tide\ncomes back in.",
    "And what did he answer?",
)
BULLETS: Final = ("- Costs fell by a third", "- Nobody had measured it", "- Next: a second field trial")
TEXTS: Final[dict[Place, tuple[str, ...]]] = {
    "lower third": tuple(f"{name}\n{office}" for name, office in zip(NAMES[:4], OFFICES, strict=True)) + NAMES[4:],
    "ticker": TICKERS,
    "title": TITLES,
    "subtitle": SUBTITLES,
    "name tag": NAMES[:4],
    "slide": BULLETS,
}
HEIGHTS: Final[dict[Place, tuple[float, ...]]] = {
    "lower third": (1 / 30, 1 / 24, 1 / 18),
    "ticker": (1 / 30, 1 / 24),
    "title": (1 / 12, 1 / 8, 1 / 6),
    "subtitle": (1 / 30, 1 / 22, 1 / 18),
    "name tag": (1 / 30, 1 / 26),
    "slide": (1 / 30, 1 / 20),
}
BOXES: Final[tuple[Box, ...]] = ("opaque", "half", "none")
COMMAND: Final = "$ rsync -av --delete src/ backup:/srv/films/"
STANDS_S: Final = (0.7, 0.8, 1.0, 1.5, 2.5, 4.0, 5.0)
FADES_S: Final = (0.0, 0.0, 0.2, 0.4)
RATES: Final = (25.0, 30.0, 24.0, 29.97, 50.0)


def make_film(background: str, seed: int, *, overlays: int = 3) -> OverlayFilm:
    """A film of `overlays` texts before a drawn background."""
    made = make_overlays(f"{background} {seed}", on_slide=background == "slide")[:overlays]
    rate = random.Random(f"{background} {seed}").choice(RATES)
    return OverlayFilm(background, seed, tuple(made), made[-1].visible[1] + made[-1].fade_s + 1.2, rate)


def make_typed_line(*, letters_per_s: float = 8.0) -> OverlayFilm:
    """A film of a terminal: a command is typed from 1 s on, and the last overlay is the whole of it."""
    font = next((font for font in fonts() if "Mono" in font), "")
    letters = range(1, len(COMMAND) + 1)
    typed = [
        Overlay(
            COMMAND[:n].ljust(len(COMMAND), "\N{NO-BREAK SPACE}"),
            start_s=1 + n / letters_per_s,
            stand_s=3.0 if n == len(COMMAND) else 1 / letters_per_s,
            place="slide",
            height=1 / 30,
            box="none",
            font=font,
        )
        for n in letters
    ]
    return OverlayFilm("slide", 0, tuple(typed), typed[-1].visible[1])


def make_overlays(seed: str, *, on_slide: bool = False, until_s: float = 60.0) -> list[Overlay]:
    """Texts with pauses of one to two seconds between them."""
    choose = random.Random(seed)
    time_s, made = choose.uniform(1.0, 2.0), list[Overlay]()
    while True:
        overlay = _make_overlay(choose, "slide" if on_slide else choose.choice(tuple(TEXTS)[:-1]), time_s)
        time_s = overlay.visible[1] + overlay.fade_s
        if time_s > until_s:
            return made
        made.append(overlay)
        time_s += choose.uniform(1.0, 2.0)


def _make_overlay(choose: random.Random, place: Place, start_s: float) -> Overlay:
    text = choose.choice(TEXTS[place])
    available = [font for font in fonts() if font or text.isascii()]
    return Overlay(
        text=text,
        start_s=start_s,
        stand_s=choose.choice(STANDS_S),
        fade_s=choose.choice(FADES_S),
        place=place,
        height=choose.choice(HEIGHTS[place]),
        box=choose.choice(BOXES),
        light=choose.random() < 0.7,
        font=choose.choice(available) if available else "",
    )
