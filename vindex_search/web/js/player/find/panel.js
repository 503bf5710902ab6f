// Find in this video: the box, how many places there are, the way from one to the next, and the list of them.

import { Unreachable } from "../../api/http.js";
import { plural, t } from "../../ui/text.js";
import { PlaceList } from "./list.js";
import { inOrder, neighbour, NOTHING } from "./places.js";

const DEBOUNCE_MS = 160;  // as in the search box
const BEGUN = { found: NOTHING, current: null, order: "time", asked: "" };
const part = (id) => document.getElementById(id);

export class FindPanel {
  #box = part("find-q");
  #list;
  #shown = [];
  #state = BEGUN;
  #typing = 0;
  #jumps = false;  // Enter was pressed before its answer was there
  #on;

  /**
   * `on.find(words)` is called as somebody types, `on.open(place)` with a place chosen, `on.step(place)` with the next
   * one, `on.sort(order)` with `time` or `rank`; `on.at()` is the second of the video that is shown.
   */
  constructor(on) {
    this.#on = on;
    this.#list = new PlaceList(on);
    this.#box.addEventListener("input", () => this.#ask(DEBOUNCE_MS));
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    part("find").addEventListener("submit", (event) => event.preventDefault());
    part("find-next").addEventListener("click", () => this.step(1));
    part("find-previous").addEventListener("click", () => this.step(-1));
  }

  /**
   * What was found for the words `asked` in this box, or, where they are "", for the question of the page. While
   * `waiting`, that is what was found for other words.
   */
  show({ found, current, asked, order, waiting }) {
    if (asked !== this.#state.asked && this.#box.value.trim() !== asked) this.#box.value = asked;
    this.#state = { found, current, asked, order };
    this.#shown = inOrder(found.places, order);
    this.#list.show({ shown: this.#shown, matched: found.matched, ...this.#state });
    for (const name of ["find-next", "find-previous"]) part(name).disabled = this.#shown.length === 0;
    part("find-count").textContent = said(this.#state, this.#shown);
    if (this.#jumps && !waiting) this.step(1);
  }

  /** To the box, with what is in it selected. */
  focus() {
    this.#box.focus();
    this.#box.select();
  }

  /** Forget what was typed: another video. */
  clear() {
    clearTimeout(this.#typing);
    [this.#jumps, this.#box.value, this.#state] = [false, "", BEGUN];
    this.#list.clear();
  }

  /** To the next place (1) or the one before (-1). */
  step(step) {
    this.#jumps = false;
    const { current, order } = this.#state;
    const place = neighbour(this.#shown, { current, step, order, t: this.#on.at() });
    if (place) this.#on.step(place);
  }

  #ask(delay) {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      const words = this.#box.value.trim();
      if (words !== this.#state.asked) this.#on.find(words);
    }, delay);
  }

  #key(event) {
    if (event.isComposing) return;
    const words = this.#box.value.trim();
    const steps = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && this.#box.value) this.#empty();
    else if (steps && words === this.#state.asked) this.step(steps);
    else if (event.key === "Enter") this.#askAndJump();
    else return;
    event.preventDefault();
  }

  #empty() {
    this.#box.value = "";
    this.#jumps = false;
    this.#ask(0);
  }

  #askAndJump() {
    this.#jumps = true;
    this.#ask(0);
  }
}

/** `3 of 12`, or how many, or why there is none. */
function said({ found, current, asked }, shown) {
  const { error, matched } = found;
  if (error) return error instanceof Unreachable ? t("No connection") : t("Not answered");
  if (!shown.length) return asked ? t("No place") : "";
  if (!matched) return t("No match · {count} nearby", { count: shown.length });
  const at = shown.findIndex((place) => place.start_s === current?.start_s);
  return at < 0 ? plural(shown.length, "{count} place", "{count} places") : t("{number} of {count}", { number: at + 1, count: shown.length });
}
