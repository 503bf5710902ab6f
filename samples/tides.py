"""Film 1: why the sea rises twice a day. Narrated by a subtitle track inside the file."""

from __future__ import annotations

from typing import Final

from samples.drawing import EARTH, GREY, SEA, SKY, STONE, SUN, WHITE, Canvas, Scene, around, between, narration

NIGHT: Final = (24, 36, 52)
CENTRE: Final = (480.0, 320.0)


def _opening(canvas: Canvas, t: float) -> None:
    level = between(430, 330, t)
    canvas.box(0, level, 960, 540, SEA)
    canvas.box(0, level, 960, level + 6, SKY)
    canvas.disc((790, 150), 52, SUN)
    canvas.text((64, 90), "The Tides", size=72)
    canvas.text((64, 180), "Why the sea comes and goes", size=30, colour=GREY)
    canvas.shape([(700, 540), (760, 300), (830, 270), (960, 300), (960, 540)], STONE)


def _planets(canvas: Canvas, moon_turns: float, *, bulge: float) -> None:
    canvas.disc(CENTRE, 92, SEA, squash=bulge)
    canvas.disc(CENTRE, 74, EARTH)
    canvas.text(CENTRE, "Earth", size=22, colour=WHITE, anchor="mm")
    moon = around(CENTRE, 300, moon_turns)
    canvas.disc(moon, 26, STONE)
    canvas.text((moon[0], moon[1] + 46), "Moon", size=20, colour=WHITE, anchor="mm")


def _pull(canvas: Canvas, t: float) -> None:
    canvas.text((64, 44), "Gravity stretches the ocean", size=40, colour=WHITE)
    _planets(canvas, 0.0, bulge=between(1.0, 1.42, t))
    for lift in (-40, 0, 40):
        canvas.line([(640, CENTRE[1] + lift), (between(640, 730, t), CENTRE[1] + lift)], SUN)


def _two(canvas: Canvas, t: float) -> None:
    canvas.text((64, 44), "Two bulges: near side and far side", size=40, colour=WHITE)
    _planets(canvas, 0.0, bulge=1.42)
    harbour = around(CENTRE, 80, t * 1.0)
    canvas.disc(harbour, 9, SUN)
    canvas.text((64, 480), "A harbour passes under both in one day", size=26, colour=SKY)


def _spring(canvas: Canvas, t: float) -> None:
    canvas.title("Spring tide", "Sun, Moon and Earth in one line")
    canvas.disc((100, 340), 62, SUN)
    canvas.disc((500, 340), 70, SEA, squash=between(1.2, 1.7, t))
    canvas.disc((500, 340), 56, EARTH)
    canvas.disc((790, 340), 24, GREY)
    canvas.text((790, 390), "full moon", size=20, colour=GREY, anchor="mm")
    canvas.text((500, 470), "highest high water", size=28, anchor="mm")


def _neap(canvas: Canvas, t: float) -> None:
    canvas.title("Neap tide", "Sun and Moon at a right angle")
    canvas.disc((100, 340), 62, SUN)
    canvas.disc((500, 360), 70, SEA, squash=between(1.5, 1.08, t))
    canvas.disc((500, 360), 56, EARTH)
    canvas.disc((720, 150), 24, GREY)
    canvas.text((720, 196), "half moon", size=20, colour=GREY, anchor="mm")
    canvas.text((500, 490), "smallest difference", size=28, anchor="mm")


def _table(canvas: Canvas, t: float) -> None:
    canvas.title("From one high water to the next")
    canvas.text((64, 210), "12 h 25 min", size=88, colour=SEA)
    canvas.text((64, 330), "The Moon moves on, so tomorrow is 50 minutes later", size=28)
    canvas.box(64, 420, 896, 428, STONE, radius=4)
    canvas.disc((between(64, 896, t), 424), 13, SUN)


SCENES: Final = (
    Scene(6, _opening, (233, 240, 240)),
    Scene(9, _pull, NIGHT),
    Scene(9, _two, NIGHT),
    Scene(8, _spring),
    Scene(8, _neap),
    Scene(8, _table),
)

CUES: Final = narration(
    [
        (4.8, "Stand on a beach for a day and you will see the water climb and fall, and climb and fall again."),
        (4.6, "The Moon tugs at the water on the side that faces it, and heaps it up."),
        (4.0, "That much most people can guess. But why is there a second heap?"),
        (4.2, "On the opposite side the pull is weakest, so the water there is left behind."),
        (4.4, "As our planet spins, every coast is carried through both heaps, so the sea rises twice daily."),
        (3.6, "When our star pulls along the same line, the two efforts add up."),
        (3.6, "Sailors wait for those days to float heavy ships over the bar."),
        (3.6, "A week later they pull crosswise and nearly cancel."),
        (3.6, "The shore then hardly changes between morning and noon."),
        (4.6, "And because our companion wanders along its orbit, each day's flood arrives almost an hour late."),
    ]
)
assert CUES[-1].end_s < sum(scene.seconds for scene in SCENES)
