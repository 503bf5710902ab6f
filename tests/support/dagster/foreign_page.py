"""What a page of another origin can send to Dagster's UI: a mutation, in every way that a browser has."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from playwright.sync_api import Browser

# Each way ends by itself: an image that loads or fails, a form whose frame has loaded, an answer, a closed socket.
ATTACK: Final = """async ([dagster, mutation, byUrl]) => {
  const frame = (attributes) => new Promise((done) => {
    const element = Object.assign(document.createElement("iframe"), { name: "f" + Math.random() });
    document.body.append(element);
    element.addEventListener("load", () => done(), { once: true });
    attributes(element);
  });
  const form = (enctype, action) => frame((element) => {
    const form = Object.assign(document.createElement("form"), { method: "post", enctype, action });
    form.target = element.name;
    form.append(Object.assign(document.createElement("input"), { name: "query", value: mutation }));
    document.body.append(form);
    form.submit();
  });
  const image = new Promise((done) => {
    Object.assign(new Image(), { onload: () => done("shown"), onerror: () => done("refused"), src: byUrl });
  });
  const body = JSON.stringify({ query: mutation });
  const ask = (url, options) => fetch(url, { method: "POST", credentials: "include", ...options }).then(
    (answer) => `answered ${answer.status}`, () => "refused");
  const socket = new Promise((done) => {
    const opened = new WebSocket(dagster.replace("http", "ws") + "/graphql", "graphql-ws");
    opened.onopen = () => done("opened");
    opened.onerror = () => done("refused");
  });
  navigator.sendBeacon(byUrl, body);
  await form("text/plain", byUrl);
  await form("application/x-www-form-urlencoded", byUrl);
  await form("multipart/form-data", `${dagster}/graphql`);
  await frame((element) => { element.src = byUrl; });
  const headers = { "Content-Type": "application/json" };
  return { image: await image, socket: await socket,
    noCors: await ask(byUrl, { mode: "no-cors", body }), blob: await ask(byUrl, { mode: "no-cors" }),
    json: await ask(`${dagster}/graphql`, { headers, body }),
    read: await fetch(`${dagster}/server_info`).then(() => "read", () => "refused") };
}"""
REFUSED: Final = {"refused"}


def attack(browser: Browser, foreign: str, dagster: str, mutation: str, cookies: str = "") -> set[str]:
    """Open a foreign page, have it send a mutation in all ways, then follow a link with it; returns what it was told.

    Args:
        browser: The browser.
        foreign: Address of the page.
        dagster: Address of Dagster's UI.
        mutation: What to send.
        cookies: `name=value` of a cookie that the browser has for Dagster's UI; empty: none.
    """
    context = browser.new_context()
    if cookies:
        name, _, value = cookies.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": dagster, "httpOnly": True, "sameSite": "Strict"}])
    page = context.new_page()
    page.goto(foreign)
    by_url = f"{dagster}/graphql?query={quote(mutation)}"
    told: dict[str, str] = page.evaluate(ATTACK, [dagster, mutation, by_url])
    page.goto(by_url)
    context.close()
    return set(told.values())
