// The places of the video as a list: when, how strong, and the words; in order of time, or the strongest first.

import { markedWords } from "../../results/cards.js";
import { h, icon } from "../../ui/dom.js";
import { excerpt, quotations, range } from "../../ui/format.js";
import { rove, stopAt } from "../../ui/roving.js";
import { plural, t } from "../../ui/text.js";

const WIDE = matchMedia("(min-width: 960px)");  // as in find.css: below it the list begins closed
const TEXT_LENGTH = 90;  // code points, about a line
const ITEM = "button.place";
const part = (id) => document.getElementById(id);

export class PlaceList {
  #root = part("places");
  #list = part("places-list");
  #orders = [...part("places-order").children];
  #shown = [];
  #closed = false;

  /** `open` is called with a place chosen, `sort` with `time` or `rank`. */
  constructor({ open, sort }) {
    this.#list.addEventListener("click", (event) => {
      const at = [...this.#list.children].indexOf(event.target.closest("li"));
      if (at >= 0) open(this.#shown[at]);
    });
    rove(this.#list, ITEM);
    for (const one of this.#orders) one.addEventListener("click", () => sort(one.value));
    // Before it opens or closes: what it is now is what the viewer no longer wants.
    this.#root.querySelector("summary").addEventListener("click", () => (this.#closed = this.#root.open));
  }

  /** `shown` in their order; `asked`: somebody looks for these words in this very video. */
  show({ shown, current, order, asked, matched }) {
    this.#root.hidden = shown.length === 0;
    if (asked && WIDE.matches && !this.#closed) this.#root.open = true;
    part("places-title").textContent = matched ? plural(shown.length, "{count} place", "{count} places") : plural(shown.length, "Nearest: {count} place", "Nearest: {count} places");
    for (const one of this.#orders) one.setAttribute("aria-pressed", String(one.value === order));
    if (!alike(shown, this.#shown)) this.#draw(shown);
    this.#mark(this.#shown.findIndex((place) => place.start_s === current?.start_s));
  }

  /** Another video. */
  clear() {
    Object.assign(this.#root, { hidden: true, open: false });
  }

  #draw(shown) {
    this.#shown = shown;
    this.#list.replaceChildren(...shown.map(item));
    this.#list.scrollTop = 0;
  }

  #mark(at) {
    const items = [...this.#list.querySelectorAll(ITEM)];
    items.forEach((one, index) => (index === at ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
    stopAt(items, items[at]);
    this.#bringIntoView(items[at]);
  }

  /** Scrolls the list alone, never the page. */
  #bringIntoView(element) {
    if (!element) return;
    const { offsetTop: top, offsetHeight: height } = element.parentElement;
    const { scrollTop, clientHeight } = this.#list;
    if (top < scrollTop || top + height > scrollTop + clientHeight) this.#list.scrollTop = top - clientHeight / 3;
  }
}

const alike = (one, other) => one.length === other.length && one.every((place, at) => samePlace(place, other[at]));
const samePlace = (one, other) => one.start_s === other.start_s && one.strength === other.strength && one.evidence === other.evidence;

function item(place) {
  const meter = h("span", { class: "meter", "aria-hidden": "true" }, h("span"));
  meter.style.setProperty("--strength", String(place.strength));
  const best = place.strength === 1 ? h("span", { class: "unseen" }, `, ${t("the best")}`) : null;
  const when = h("span", { class: "line-time" }, range(place.start_s, place.end_s), best);
  return h("li", {}, h("button", { type: "button", class: "place", tabindex: "-1" }, when, meter, words(place)));
}

/** What has the words asked for, else what was found first; nothing of a place whose words were not sent. */
function words({ evidence, channels }) {
  const told = quotations(evidence);
  const said = told.find(({ highlights }) => highlights.length) ?? told[0];
  const drawing = said?.channels[0] ?? channels[0];
  if (!drawing) return null;
  const cut = said ? markedWords({ ...said, ...excerpt(said.text, said.highlights, TEXT_LENGTH) }) : t("Seen in the picture");
  return h("span", { class: "place-words" }, icon(drawing), h("bdi", {}, cut));
}
