// The slim line under the video: a slider over its whole length, the course of the question, where its places lie, and
// how far the video is.

import { drawing, h } from "../ui/dom.js";
import { clock, range } from "../ui/format.js";
import { rove, stopAt } from "../ui/roving.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { chapterAt } from "./chapters.js";
import { BOX, outline } from "./course.js";

export class Timeline {
  #root;
  #scrub;
  #course = drawing("path", {});
  #marks = h("div", { class: "marks" });
  #bounds = h("div", { class: "chapter-bounds", "aria-hidden": "true" });  // the list says the same
  #chapters = [];
  #duration = 0;
  #open;

  /** In `root`: `open` is called with a place chosen, `seek` with seconds, `look` with seconds or null: a preview. */
  constructor(root, { open, seek, look }) {
    this.#root = root;
    this.#open = open;
    this.#scrub = h("input", { type: "range", min: 0, step: 1, value: 0, "aria-label": t("Position in the video") });
    root.append(course(this.#course), this.#scrub, h("span", { class: "playhead" }), this.#marks, this.#bounds);
    rove(this.#marks, ".mark");
    this.#scrub.addEventListener("input", () => (seek(this.#scrub.valueAsNumber), look(this.#scrub.valueAsNumber)));
    root.addEventListener("pointermove", ({ clientX }) => look(this.#secondsAt(clientX)));
    root.addEventListener("focusin", ({ target }) => look(Number(target.dataset.t ?? target.value)));
    for (const kind of ["pointerleave", "pointercancel", "focusout"]) root.addEventListener(kind, () => look(null));
    root.addEventListener("pointerup", ({ pointerType }) => pointerType !== "mouse" && look(null));
  }

  /** The chapters of the video: where each but the first begins, a gap on the line. */
  part(chapters) {
    this.#chapters = chapters;
    this.#drawBounds();
  }

  get duration() {
    return this.#duration;
  }

  /** One button a place; hidden while the length of the video is unknown. No course is shown where nothing matches. */
  draw({ found: { places, curve, matched }, current, duration }) {
    this.#duration = duration > 0 ? duration : 0;
    this.#root.hidden = this.#duration === 0;
    this.#scrub.max = Math.ceil(this.#duration);
    const focused = [...this.#marks.children].indexOf(document.activeElement);
    const shown = places.filter((place) => place.start_s < this.#duration);
    this.#marks.replaceChildren(...shown.map((place) => this.#mark(place, place === current)));
    this.#marks.classList.toggle("near", !matched);
    stopAt([...this.#marks.children], this.#marks.children[focused < 0 ? shown.indexOf(current) : focused]);
    this.#course.setAttribute("d", curve && matched && shown.length ? outline(curve, this.#duration) : "");
    this.#marks.children[focused]?.focus();  // a mark that was just pressed keeps the focus
    this.#drawBounds();
  }

  #drawBounds() {
    const starts = this.#duration ? this.#chapters.map((one) => one.start_s).filter((start) => start > 0 && start < this.#duration) : [];
    this.#bounds.replaceChildren(...starts.map((start) => bound(percent(start, this.#duration))));
  }

  /** The video is at `seconds`. */
  move(seconds) {
    if (!this.#duration) return;
    this.#root.style.setProperty("--at", percent(seconds, this.#duration));
    this.#scrub.value = seconds;
    const chapter = chapterAt(this.#chapters, seconds);
    const named = chapter ? `, ${visible(chapter.title)}` : "";
    this.#scrub.setAttribute("aria-valuetext", t("{time} of {length}", { time: clock(seconds), length: clock(this.#duration) }) + named);
  }

  #secondsAt(clientX) {
    const { left, width } = this.#root.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / width)) * this.#duration;
  }

  #mark(place, isCurrent) {
    const when = range(place.start_s, place.end_s);
    const name = { "aria-label": t("Play {time}", { time: when }), "aria-current": isCurrent ? "true" : null, "data-t": place.start_s };
    const element = h("button", { type: "button", class: "mark", ...name });
    // Through the style object, which the content security policy allows; a style attribute it would not.
    element.style.setProperty("--from", percent(place.start_s, this.#duration));
    element.style.setProperty("--length", percent(Math.min(place.end_s, this.#duration) - place.start_s, this.#duration));
    element.style.setProperty("--strength", String(place.strength));
    element.addEventListener("click", () => this.#open(place));
    return element;
  }
}

const course = (path) =>
  drawing("svg", { class: "course", viewBox: `0 0 ${BOX.width} ${BOX.height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, path);
function bound(at) {
  const element = h("span");
  element.style.setProperty("--from", at);
  return element;
}
const percent = (part, whole) => `${Math.min(100, (100 * part) / whole)}%`;
