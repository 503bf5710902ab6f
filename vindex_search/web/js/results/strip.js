// The strip under a result: the length of its video, where in it the question is answered, and how strongly. Results of
// one video share the strip of the first of them.

import { address } from "../route.js";
import { h } from "../ui/dom.js";
import { clock, range } from "../ui/format.js";
import { rove, stopAt } from "../ui/roving.js";
import { plural, t } from "../ui/text.js";

const FEWEST = 2;  // places: one alone is the result itself

export class Strips {
  #videos = new Map();
  #drawn = new Map();

  /** What an answer says of its videos; a later page adds to it. */
  add(videos = []) {
    for (const video of videos) if (!this.#videos.has(video.video_id)) this.#videos.set(video.video_id, video);
  }

  /** The strip of a result's video where it is the first of it, else null; its place is marked there in either case. */
  of(moment, route) {
    const video = this.#videos.get(moment.video_id);
    if (!video || video.places.length < FEWEST || !(video.duration_s > 0)) return null;
    const before = this.#drawn.get(moment.video_id);
    const element = before ?? strip(video, route);
    this.#drawn.set(moment.video_id, element);
    mark(element, video.places, moment, !before);
    return before ? null : element;
  }
}

function strip({ video_id: videoId, duration_s: duration, places }, route) {
  const marks = h("div", { class: "strip-marks" }, places.map((place) => link(place, { videoId, duration, route })));
  const bubble = h("span", { class: "strip-time", "aria-hidden": "true", hidden: true });
  const count = h("span", { class: "strip-count", "aria-hidden": "true" }, plural(places.length, "{count} place", "{count} places"));
  const line = h("div", { class: "strip-line" }, marks, bubble);
  const element = h("div", { class: "strip", role: "group", "aria-label": sentence(places) }, line, count);
  stopAt([...marks.children], null);
  rove(marks, "a");
  name(line, bubble);
  line.addEventListener("click", (event) => event.target === marks && nearest(marks, event.clientX).click());
  return element;
}

/** `6 places in this video, the best at 3:12`. */
export function sentence(places) {
  const best = places.reduce((one, other) => (other.strength > one.strength ? other : one));
  const when = { time: clock(best.start_s) };
  return plural(places.length, "{count} place in this video, at {time}", "{count} places in this video, the best at {time}", when);
}

function link(place, { videoId, duration, route }) {
  const there = { ...route, videoId, t: place.start_s };
  const when = range(place.start_s, place.end_s);
  const named = { href: address(there), "data-video": videoId, "data-t": String(place.start_s), "data-when": when };
  const element = h("a", { class: "strip-mark", "aria-label": t("Play {time}", { time: when }), ...named });
  const share = (seconds) => `${Math.min(100, Math.max(0, (100 * seconds) / duration))}%`;
  element.style.setProperty("--from", share(place.start_s));
  element.style.setProperty("--length", share(Math.min(place.end_s, duration) - place.start_s));
  element.style.setProperty("--strength", String(place.strength));
  return element;
}

/** Mark the place that a result is; the first result's is the one that the Tab key comes to. */
function mark(element, places, moment, first) {
  const shared = (place) => Math.min(place.end_s, moment.end_s) - Math.max(place.start_s, moment.start_s);
  const own = places.reduce((one, other) => (shared(other) > shared(one) ? other : one));
  if (shared(own) <= 0) return;
  const links = [...element.querySelectorAll("a")];
  const its = links[places.indexOf(own)];
  its.classList.add("own");
  its.setAttribute("aria-label", t("Play {time}, a result", { time: its.dataset.when }));
  if (first) stopAt(links, its);
}

/** The time of the mark under the pointer, or with the keyboard. */
function name(line, bubble) {
  const show = (one) => {
    bubble.hidden = !one;
    if (!one) return;
    bubble.textContent = one.dataset.when;
    bubble.style.setProperty("--from", one.style.getPropertyValue("--from"));
  };
  line.addEventListener("pointermove", ({ clientX, pointerType }) => pointerType !== "touch" && show(nearest(line, clientX)));
  line.addEventListener("pointerleave", () => show(null));
  line.addEventListener("focusin", ({ target }) => show(target));
  line.addEventListener("focusout", () => show(null));
}

/** The mark that is nearest to a place on the screen: a narrow one is hard to hit. */
function nearest(root, clientX) {
  const away = (one) => {
    const { left, right } = one.getBoundingClientRect();
    return Math.max(left - clientX, clientX - right, 0);
  };
  return [...root.querySelectorAll("a")].reduce((one, other) => (away(other) < away(one) ? other : one));
}
