"""One visit of the page in Chromium: what it took to show, and how smoothly it scrolls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Page

LONG_FRAME_MS: Final = 33.4  # two frames of a screen of 60 Hz
WIDTH, HEIGHT = 1280, 800
STEP_PX, STEPS = 600, 40  # a wheel turned fast

WATCH: Final = """(() => {
    window.tasks = []; window.shift = 0; window.frames = [];
    const watch = (type, take) =>
        new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch("longtask", (one) => tasks.push(one.duration));
    watch("layout-shift", (one) => { if (!one.hadRecentInput) shift += one.value; });
    let last = null;
    const frame = (now) => { if (last !== null) frames.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
})()"""
SHOWN: Final = """async (count) => {
    for (;;) {
        if (document.querySelectorAll(".card").length >= count) break;
        await new Promise((done) => setTimeout(done, 5));
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now();
}"""
MORE: Final = """async (count) => {
    const begun = performance.now();
    for (;;) {
        const cards = document.querySelectorAll(".card").length;
        if (cards >= count) break;
        const more = document.querySelector("#results > button:not(:disabled)");
        more?.click();
        await new Promise((done) => setTimeout(done, 5));
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begun;
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit took.

    Attributes:
        shown_ms: From the navigation to the first answer on the screen.
        more_ms: For all further answers of the list.
        long_tasks: Number of tasks over 50 ms while it came.
        longest_ms: The longest of them, 0 of none.
        slow_frames: Frames over 33 ms while it was scrolled, of `frames`.
        frames: Frames while it was scrolled.
        nodes: Elements of the document at the end.
        shift: Cumulative layout shift without input, 0 to 1.
        requests: Requests up to the first answer, without pictures.
        kilobytes: What the page's own files weigh.
    """

    shown_ms: float
    more_ms: float
    long_tasks: int
    longest_ms: float
    slow_frames: int
    frames: int
    nodes: int
    shift: float
    requests: int
    kilobytes: float


def visit(browser: Browser, address: str, first: int, all_of_them: int, slowdown: float) -> Visit:
    """Open `address`, wait for `first` cards, ask for more up to `all_of_them`, scroll to the end."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    shown = page.evaluate(SHOWN, first)
    files = page.evaluate(
        """performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "img")
            .reduce(([count, bytes], one) => [count + 1, bytes + one.decodedBodySize], [1, 0])"""
    )
    shift = page.evaluate("shift")  # before anything is asked for by the script, which counts as no input
    more = page.evaluate(MORE, all_of_them)
    tasks: list[float] = page.evaluate("tasks")
    frames = _scrolled(page)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    context.close()
    return Visit(
        shown_ms=shown,
        more_ms=more,
        long_tasks=len(tasks),
        longest_ms=max(tasks, default=0.0),
        slow_frames=sum(one > LONG_FRAME_MS for one in frames),
        frames=len(frames),
        nodes=nodes,
        shift=shift,
        requests=files[0],
        kilobytes=files[1] / 1000,
    )


def _scrolled(page: Page) -> list[float]:
    page.mouse.move(WIDTH / 2, HEIGHT / 2)
    page.evaluate("void (frames.length = 0)")
    for _ in range(STEPS):
        page.mouse.wheel(0, STEP_PX)
        page.wait_for_timeout(30)
    return list(page.evaluate("frames"))
