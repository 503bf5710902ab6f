// The slim line under the video: a slider over its whole length, where its moments lie, and how far the video is.

import { h } from "../ui/dom.js";
import { clock, range } from "../ui/format.js";

const SAME_START_S = 0.05;

/** The moment that starts at `t`, else the one that `t` lies in, else null. */
export function momentAt(moments, t) {
  return (
    moments.find((moment) => Math.abs(moment.start_s - t) < SAME_START_S) ??
    moments.find((moment) => moment.start_s <= t && t < moment.end_s) ??
    null
  );
}

/** `listed`, and those of `others` that overlap none of them: the same moment may come with ends a little apart. */
export function union(listed, others) {
  const clear = (other) => listed.every((moment) => other.end_s <= moment.start_s || moment.end_s <= other.start_s);
  return [...listed, ...others.filter(clear)].sort((a, b) => a.start_s - b.start_s);
}

export class Timeline {
  #root;
  #scrub;
  #marks = h("div", { class: "marks" });
  #duration = 0;
  #open;

  /** In `root`: `open` is called with a moment chosen, `seek` with seconds, `look` with seconds or null: a preview. */
  constructor(root, { open, seek, look }) {
    this.#root = root;
    this.#open = open;
    this.#scrub = h("input", { type: "range", min: 0, step: 1, value: 0, "aria-label": "Position in the video" });
    root.append(this.#scrub, h("span", { class: "playhead" }), this.#marks);
    this.#scrub.addEventListener("input", () => (seek(this.#scrub.valueAsNumber), look(this.#scrub.valueAsNumber)));
    root.addEventListener("pointermove", ({ clientX }) => look(this.#secondsAt(clientX)));
    root.addEventListener("focusin", ({ target }) => look(Number(target.dataset.t ?? target.value)));
    for (const kind of ["pointerleave", "pointercancel", "focusout"]) root.addEventListener(kind, () => look(null));
    root.addEventListener("pointerup", ({ pointerType }) => pointerType !== "mouse" && look(null));
  }

  get duration() {
    return this.#duration;
  }

  /** One button a moment; hidden while the length of the video is unknown. */
  draw({ moments, current, duration }) {
    this.#duration = duration > 0 ? duration : 0;
    this.#root.hidden = this.#duration === 0;
    this.#scrub.max = Math.ceil(this.#duration);
    const focused = [...this.#marks.children].indexOf(document.activeElement);
    const shown = moments.filter((moment) => moment.start_s < this.#duration);
    this.#marks.replaceChildren(...shown.map((moment) => this.#mark(moment, moment === current)));
    this.#marks.children[focused]?.focus();  // a mark that was just pressed keeps the focus
  }

  /** The video is at `seconds`. */
  move(seconds) {
    if (!this.#duration) return;
    this.#root.style.setProperty("--at", percent(seconds, this.#duration));
    this.#scrub.value = seconds;
    this.#scrub.setAttribute("aria-valuetext", `${clock(seconds)} of ${clock(this.#duration)}`);
  }

  #secondsAt(clientX) {
    const { left, width } = this.#root.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / width)) * this.#duration;
  }

  #mark(moment, isCurrent) {
    const when = range(moment.start_s, moment.end_s);
    const name = { "aria-label": `Play ${when}`, "aria-current": isCurrent ? "true" : null, "data-t": moment.start_s };
    const element = h("button", { type: "button", class: "mark", ...name });
    // Through the style object, which the content security policy allows; a style attribute it would not.
    element.style.setProperty("--from", percent(moment.start_s, this.#duration));
    element.style.setProperty("--length", percent(Math.min(moment.end_s, this.#duration) - moment.start_s, this.#duration));
    element.addEventListener("click", () => this.#open(moment));
    return element;
  }
}

const percent = (part, whole) => `${Math.min(100, (100 * part) / whole)}%`;
