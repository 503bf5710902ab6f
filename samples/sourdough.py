"""Film 2: a loaf of sourdough in six steps. Narrated by a subtitle file beside the film."""

from __future__ import annotations

import math
from typing import Final

from samples.drawing import CLAY, CRUST, GREY, INK, PAPER, SKY, STONE, SUN, WHITE, Canvas, Scene, between, narration

DOUGH: Final = (236, 220, 190)
OVEN: Final = (52, 44, 42)


def _opening(canvas: Canvas, t: float) -> None:
    canvas.text((64, 90), "Sourdough", size=72)
    canvas.text((64, 180), "Flour, water, salt and patience", size=30, colour=GREY)
    _loaf(canvas, 620, 400, between(0.7, 1.0, t), CRUST)


def _loaf(canvas: Canvas, x: float, y: float, grown: float, colour: tuple[int, int, int]) -> None:
    canvas.disc((x, y), 110 * grown, colour, squash=1.8)
    for place in (-90, 0, 90):
        canvas.line(
            [(x + place * grown - 20, y - 60 * grown), (x + place * grown + 20, y + 20 * grown)], PAPER, width=6
        )


def _starter(canvas: Canvas, t: float) -> None:
    canvas.title("1  Feed the starter", "equal weights of flour and water")
    canvas.box(610, 190, 810, 490, SKY, radius=18)
    level = between(420, 270, t)
    canvas.box(622, level, 798, 478, DOUGH, radius=12)
    for number in range(12):
        bubble = (640 + number * 37 % 140, 468 - (number * 53 + t * 160) % max(20.0, 470 - level - 12))
        canvas.disc(bubble, 5 + number % 3 * 2, WHITE)
    canvas.text((64, 260), "ready when it has doubled", size=28)
    canvas.text((64, 310), "4 to 8 hours", size=28, colour=CLAY)


def _autolyse(canvas: Canvas, t: float) -> None:
    canvas.title("2  Autolyse", "mix flour and water, then wait 40 minutes")
    canvas.disc((640, 390), 140, STONE, squash=1.4)
    canvas.disc((640, 370), between(90, 112, t), DOUGH, squash=1.4)
    canvas.ring((200, 360), 70, INK, width=4)
    angle = 2 * math.pi * t
    canvas.line([(200, 360), (200 + 54 * math.sin(angle), 360 - 54 * math.cos(angle))], CLAY, width=6)


def _fold(canvas: Canvas, t: float) -> None:
    canvas.title("3  Stretch and fold", "four times, every half hour")
    lift = abs(math.sin(math.pi * 2 * t)) * 110
    canvas.shape([(360, 440), (600, 440), (600, 380 - lift), (560, 350 - lift), (400, 370)], DOUGH)
    canvas.shape([(560, 350 - lift), (600, 380 - lift), (640, 340 - lift)], CLAY)
    canvas.box(280, 440, 700, 456, STONE, radius=6)


def _proof(canvas: Canvas, t: float) -> None:
    canvas.title("4  Proof in a basket", "one night in the fridge at 5 degrees")
    canvas.disc((620, between(400, 360, t)), between(90, 120, t), DOUGH, squash=1.5)
    canvas.shape([(420, 390), (820, 390), (770, 490), (470, 490)], CRUST)
    canvas.text((64, 280), "poke test:", size=28)
    canvas.text((64, 322), "the dent springs back slowly", size=28, colour=CLAY)


def _bake(canvas: Canvas, t: float) -> None:
    canvas.text((64, 48), "5  Bake with steam", size=44, colour=WHITE)
    canvas.text((64, 124), "250 degrees, lid on for 20 minutes", size=28, colour=SUN)
    canvas.box(330, 200, 900, 500, (84, 70, 64), radius=22)
    canvas.box(360, 230, 870, 470, (120, 74, 50), radius=14)
    _loaf(canvas, 615, 400, between(0.6, 0.85, t), CRUST)
    for number in range(5):
        x = 420 + number * 95
        waves = [(x + 8 * math.sin(step / 2 + t * 14 + number), 330 - step * 8) for step in range(10)]
        canvas.line(waves, SKY, width=3)


def _cool(canvas: Canvas, t: float) -> None:
    canvas.title("6  Let it cool", "cut it after one hour")
    _loaf(canvas, 560, 390, 1.0, (150, 96, 58))
    canvas.box(260, 500, 860, 508, STONE, radius=4)
    canvas.text((64, 260), f"{round(between(96, 30, t))} °C inside", size=34, colour=CLAY)


SCENES: Final = (
    Scene(5, _opening),
    Scene(8, _starter),
    Scene(7, _autolyse),
    Scene(8, _fold),
    Scene(8, _proof),
    Scene(8, _bake, OVEN),
    Scene(6, _cool),
)

CUES: Final = narration(
    [
        (3.8, "Good bread needs almost nothing, except time."),
        (3.6, "Wake up the culture in the jar: give it something to eat."),
        (3.4, "When it is bubbly and light, it is strong enough to lift a dough."),
        (3.4, "Now leave the wet mixture alone, so that gluten forms by itself."),
        (2.6, "No kneading is needed."),
        (3.4, "Pull one edge up as far as it goes and lay it over the middle."),
        (3.2, "Turn the bowl and do it again on the other side."),
        (3.6, "Cold slows the yeast down, while the bacteria go on making acid."),
        (3.4, "That is where the taste comes from."),
        (3.6, "The oven has to be as hot as it will go, with a cup of water for a shiny crust."),
        (3.0, "Take the cover away at the end to let it brown."),
        (3.4, "Be brave and wait: a knife too early makes the crumb gummy."),
    ],
    pause_s=0.25,
)
assert CUES[-1].end_s < sum(scene.seconds for scene in SCENES)
