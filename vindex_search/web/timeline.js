// The slim line under the video: where its moments lie, which one is playing, and how far the video is.

import { h } from "./dom.js";
import { range } from "./text.js";

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

/** Draw one button per moment; `open` is called with the moment chosen. */
export function drawMarks(line, { moments, current, duration, open }) {
  const marks = duration > 0 ? moments.filter((moment) => moment.start_s < duration) : [];
  const focused = [...line.children].indexOf(document.activeElement);
  const drawn = marks.map((moment) => mark(moment, { isCurrent: moment === current, duration, open }));
  line.replaceChildren(h("span", { class: "playhead" }), ...drawn);
  line.hidden = marks.length === 0;
  line.children[focused]?.focus();  // a mark that was just pressed keeps the focus
}

export function movePlayhead(line, seconds, duration) {
  if (duration > 0) line.style.setProperty("--at", percent(seconds, duration));
}

function mark(moment, { isCurrent, duration, open }) {
  const when = range(moment.start_s, moment.end_s);
  const name = { title: when, "aria-label": `Play ${when}`, "aria-current": isCurrent ? "true" : null };
  const element = h("button", { type: "button", class: "mark", ...name });
  // Through the style object, which the content security policy allows; a style attribute it would not.
  element.style.setProperty("--from", percent(moment.start_s, duration));
  element.style.setProperty("--length", percent(Math.min(moment.end_s, duration) - moment.start_s, duration));
  element.addEventListener("click", () => open(moment));
  return element;
}

const percent = (part, whole) => `${Math.min(100, (100 * part) / whole)}%`;
