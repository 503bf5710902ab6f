"""What the tests of the page wait for and read."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def until(page: Page, condition: str) -> None:
    """Wait until the JavaScript expression `condition` holds, or the page's timeout has passed.

    Playwright's own `wait_for_function` evaluates a string inside the page, which the security policy forbids.
    """
    holds = page.evaluate(
        f"""async () => {{
            for (const end = Date.now() + 15000; Date.now() < end;) {{
                if ({condition}) return true;
                await new Promise((resolve) => setTimeout(resolve, 20));
            }}
            return false;
        }}"""
    )
    assert holds, f"never came true: {condition}"


def watch(page: Page, start_s: float) -> float:
    """Wait until the video shows a frame at or after `start_s`; gives the first time seen from there on, in seconds."""
    video = "document.querySelector('video')"
    until(page, f"{video}.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && {video}.currentTime >= {start_s}")
    return float(page.evaluate(f"{video}.currentTime"))


def texts(page: Page, selector: str) -> list[str]:
    """The visible text of each element, trimmed."""
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def call(page: Page, module: str, expression: str, argument: Any = None) -> Any:
    """The value of `expression`, in which `m` is one of the page's own modules and `a` is the argument."""
    return page.evaluate(
        f"async (a) => {{ const m = await import('/web/js/{module}.js'); return {expression}; }}", argument
    )
