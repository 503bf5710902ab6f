// The loudness of a recording without a picture, over its seconds: what was played is strong, places are marked.

import { waveform as fetchWaveform } from "../../api/client.js";
import { attempt } from "../../api/http.js";
import { clock } from "../../ui/format.js";
import { t } from "../../ui/text.js";

const POINTS = 1000;  // a pixel of a wide screen has one or two
const STEP_S = 5;
const PAGE_S = 30;
const PEAK = 128;  // of eight bits
const BAR = 2;  // pixels
const STEPS = { ArrowLeft: -STEP_S, ArrowDown: -STEP_S, ArrowRight: STEP_S, ArrowUp: STEP_S, PageDown: -PAGE_S, PageUp: PAGE_S };

export class Waveform {
  #canvas;
  #seek;
  #videoId = null;
  #peaks = null;  // lowest and highest of each stretch in turn
  #duration = 0;
  #at = 0;
  #places = [];
  #current = null;

  /** On `canvas`; `seek` is called with seconds. */
  constructor(canvas, { seek }) {
    this.#canvas = canvas;
    this.#seek = seek;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "slider");
    canvas.setAttribute("aria-label", t("Waveform: position in the recording"));
    canvas.setAttribute("aria-valuemin", "0");
    canvas.addEventListener("click", ({ offsetX }) => seek((offsetX / canvas.clientWidth) * this.#duration));
    canvas.addEventListener("keydown", (event) => this.#press(event));
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  /** That of a video, where it has sound and no picture; `facts` are those of its preview. */
  async of(videoId, facts) {
    this.#videoId = videoId;
    if (facts.width !== null) return;
    const { answer } = await attempt(fetchWaveform(videoId, POINTS));
    if (this.#videoId !== videoId || !answer?.length) return;
    this.#peaks = answer.data;
    this.#duration = facts.duration_s;
    this.#canvas.setAttribute("aria-valuemax", String(Math.ceil(facts.duration_s)));
    this.#canvas.hidden = false;
    this.move(this.#at);
  }

  clear() {
    this.#videoId = this.#peaks = this.#current = null;
    this.#places = [];
    this.#at = 0;
    this.#canvas.hidden = true;
  }

  /** The recording is at `seconds`. */
  move(seconds) {
    this.#at = seconds;
    if (!this.#peaks) return;
    this.#canvas.setAttribute("aria-valuenow", String(Math.round(seconds)));
    this.#canvas.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(this.#duration)}`);
    this.#draw();
  }

  /** The places that were found, and the one that plays. */
  mark(places, current) {
    this.#places = places;
    this.#current = current;
    this.#draw();
  }

  #press(event) {
    const ends = { Home: 0, End: this.#duration };
    const to = ends[event.key] ?? (event.key in STEPS ? this.#at + STEPS[event.key] : null);
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();  // the keys of the page would seek once more
    this.#seek(Math.min(this.#duration, Math.max(0, to)));
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (!this.#peaks || !width) return;
    const scale = devicePixelRatio || 1;
    Object.assign(this.#canvas, { width: width * scale, height: height * scale });
    const brush = this.#canvas.getContext("2d");
    brush.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    const colour = (name) => style.getPropertyValue(name).trim() || style.color;
    for (const place of this.#places) this.#band(brush, place, colour(place === this.#current ? "--accent" : "--place"), { width, height });
    this.#bars(brush, { played: colour("--ink"), rest: style.color, width, height });
    brush.fillStyle = colour("--accent");
    brush.fillRect((this.#at / this.#duration) * width - 1, 0, BAR, height);
  }

  #band(brush, { start_s: start, end_s: end }, colour, { width, height }) {
    brush.globalAlpha = 0.35;
    brush.fillStyle = colour;
    brush.fillRect((start / this.#duration) * width, 0, Math.max(BAR, ((end - start) / this.#duration) * width), height);
    brush.globalAlpha = 1;
  }

  #bars(brush, { played, rest, width, height }) {
    const stretches = this.#peaks.length / 2;
    for (let x = 0; x < width; x += BAR + 1) {
      const from = Math.floor((x / width) * stretches);
      const until = Math.max(from + 1, Math.floor(((x + BAR + 1) / width) * stretches));
      const heard = this.#peaks.slice(2 * from, 2 * until);
      const [low, high] = [Math.min(...heard), Math.max(...heard)];
      brush.fillStyle = (x / width) * this.#duration < this.#at ? played : rest;
      brush.fillRect(x, (height / 2) * (1 - high / PEAK), BAR, Math.max(1, (height / 2) * ((high - low) / PEAK)));
    }
  }
}
