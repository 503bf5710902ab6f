// What is said in the video that plays, line by line, following along.

import { transcript } from "../api/client.js";
import { attempt } from "../api/http.js";
import { cut } from "../search/terms.js";
import { button, h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { refusal } from "../ui/refusal.js";
import { plural, t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { lastStarted } from "./binary-search.js";

const WIDE = matchMedia("(min-width: 960px)");  // as in player.css: below it the transcript begins closed
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const SCROLLING_KEYS = ["PageUp", "PageDown", ...Object.keys(STEPS)];
const part = (id) => document.getElementById(id);

export class Transcript {
  #root = part("transcript");
  #list = part("transcript-lines");
  #again = part("transcript-follow");
  #videoId = null;
  #segments = null;
  #lines = [];
  #current = -1;
  #reading = false;
  #terms = null;
  #at = 0;
  #seek;

  /** `seek` is called with the seconds of a line that was chosen. */
  constructor({ seek }) {
    this.#seek = seek;
    this.#root.addEventListener("toggle", () => this.#opened());
    this.#list.addEventListener("click", (event) => this.#choose(event.target.closest("button.line")));
    for (const kind of ["wheel", "touchmove"]) {
      this.#list.addEventListener(kind, () => this.#read(true), { passive: true });
    }
    // A press on the list itself is one on its scroll bar: the lines are buttons.
    this.#list.addEventListener("pointerdown", (event) => event.target === this.#list && this.#read(true));
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#again.addEventListener("click", () => this.#resume());
  }

  /** The transcript of another video; hidden where it has none. */
  show({ video_id: videoId, transcript_url: url }) {
    this.clear();
    if (!url) return;
    this.#videoId = videoId;
    this.#root.hidden = false;
    this.#root.open = WIDE.matches;
  }

  clear() {
    Object.assign(this.#root, { hidden: true, open: false });
    [this.#videoId, this.#segments, this.#lines, this.#current] = [null, null, [], -1];
    this.#read(false);
    this.#list.replaceChildren();
    part("transcript-count").textContent = "";
  }

  /** Mark what `terms`, a pattern or null, finds. */
  mark(terms) {
    if (String(terms) === String(this.#terms)) return;
    this.#terms = terms;
    this.#segments?.forEach((segment, at) => this.#lines[at].lastElementChild.replaceChildren(...this.#words(segment)));
    this.#count();
  }

  /** The video is at `seconds`. */
  follow(seconds) {
    this.#at = seconds;
    if (!this.#segments || !this.#root.open) return;
    const now = lastStarted(this.#segments, seconds);
    if (now === this.#current) return;
    this.#lines[this.#current]?.removeAttribute("aria-current");
    this.#lines[now]?.setAttribute("aria-current", "true");
    this.#current = now;
    if (!this.#list.contains(document.activeElement)) this.#reachable(this.#lines[Math.max(0, now)]);
    if (!this.#reading) this.#bringIntoView();
  }

  /** The viewer went to another place in the video: reading is over. */
  resume(seconds) {
    this.#read(false);
    this.#current = -1;
    for (const line of this.#lines) line.removeAttribute("aria-current");
    this.follow(seconds);
  }

  async #opened() {
    if (!this.#root.open) return;
    if (this.#segments) return this.resume(this.#at);
    const videoId = this.#videoId;
    this.#list.replaceChildren(h("li", { class: "line-note" }, t("Loading…")));
    const { answer, error } = await attempt(transcript(videoId));
    if (this.#videoId !== videoId || this.#segments) return;
    if (error) return this.#list.replaceChildren(this.#failed(error));
    this.#draw(answer.segments);
  }

  #failed(error) {
    const why = t("The transcript cannot be shown: {reason}", { reason: refusal(error) });
    return h("li", { class: "line-note", role: "alert" }, why, button(t("Try again"), () => this.#opened()));
  }

  #draw(segments) {
    this.#segments = segments;
    this.#lines = segments.map((segment, at) => this.#line(segment, segments[at - 1]));
    const items = this.#lines.map((line) => h("li", {}, line));
    const nothing = h("li", { class: "line-note" }, t("Nothing is said in this video."));
    this.#list.replaceChildren(...(items.length ? items : [nothing]));
    this.#count();
    this.#current = -1;
    this.follow(this.#at);
  }

  #line(segment, before) {
    const changes = segment.speaker && segment.speaker !== before?.speaker;
    const speaker = changes ? h("bdi", { class: "speaker" }, segment.speaker) : null;
    return h(
      "button",
      { type: "button", class: "line", tabindex: "-1", "data-t": String(segment.start_s) },
      h("span", { class: "line-time" }, clock(segment.start_s)),
      speaker,
      h("bdi", { class: "line-text" }, this.#words(segment)),
    );
  }

  #words = ({ text }) => cut(text, this.#terms).map((piece) => (piece.marked ? h("mark", {}, piece.text) : visible(piece.text)));

  #count() {
    if (!this.#segments) return;
    const marked = this.#list.querySelectorAll(".line:has(mark)").length;
    const all = plural(this.#lines.length, "{count} line", "{count} lines");
    part("transcript-count").textContent = marked ? plural(marked, "{count} line with your words", "{count} lines with your words") : all;
  }

  #choose(line) {
    if (!line) return;
    this.#reachable(line);
    this.#seek(Number(line.dataset.t));
  }

  /** One line is in the order of the Tab key, the arrows lead to the others: two thousand stops would be none. */
  #reachable(line) {
    this.#list.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    line?.setAttribute("tabindex", "0");
  }

  #key(event) {
    if (!SCROLLING_KEYS.includes(event.key)) return;
    this.#read(true);
    const at = this.#lines.indexOf(document.activeElement);
    if (!(event.key in STEPS) || at < 0) return;
    event.preventDefault();
    const line = this.#lines[Math.min(this.#lines.length - 1, Math.max(0, at + STEPS[event.key]))];
    this.#reachable(line);
    line.focus();
  }

  #read(reading) {
    this.#reading = reading;
    this.#again.hidden = !reading;
  }

  #resume() {
    this.#root.querySelector("summary").focus();  // the button that was pressed goes away
    this.resume(this.#at);
    this.#bringIntoView();
  }

  /** Scrolls the list alone, never the page. */
  #bringIntoView() {
    const line = this.#lines[Math.max(0, this.#current)];
    const [top, height] = [line?.offsetTop ?? 0, line?.offsetHeight ?? 0];
    const { scrollTop, clientHeight } = this.#list;
    if (top < scrollTop || top + 2 * height > scrollTop + clientHeight) this.#list.scrollTop = top - clientHeight / 3;
  }
}
