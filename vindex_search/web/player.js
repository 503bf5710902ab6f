// The player: one video, started at one moment, with its other moments on the line below.

import { attempt, mediaUrl, Unreachable, video as fetchVideo } from "./api.js";
import { quotation } from "./cards.js";
import { h } from "./dom.js";
import { clock, plural, quotations, range } from "./text.js";
import { drawMarks, momentAt, movePlayhead } from "./timeline.js";

const COPIED_MS = 1800;
const part = (id) => document.getElementById(id);

export class Player {
  #root = part("player");
  #video = part("video");
  #line = part("timeline");
  #now = null;
  #starting = null;
  #open;

  /** `open` is called with a moment picked on the line, `close` when the viewer is done. */
  constructor({ open, close }) {
    this.#open = open;
    part("close").addEventListener("click", close);
    part("share").addEventListener("click", () => this.#share());
    this.#video.addEventListener("durationchange", () => this.#draw());
    this.#video.addEventListener("timeupdate", () => movePlayhead(this.#line, this.#video.currentTime, this.#video.duration));
    this.#video.addEventListener("error", () => this.#explainFailure());
  }

  get isOpen() {
    return this.#now !== null;
  }

  /** Play `videoId` from `t` seconds. `moments` are the hits of this video that are known so far. */
  start({ videoId, t, moments, title }) {
    const another = this.#now?.videoId !== videoId;
    const known = another ? { title: null, duration: null } : this.#now;
    this.#now = { videoId, t, moments, title: title ?? known.title, duration: known.duration };
    this.#root.hidden = false;
    part("link-box").hidden = true;
    if (another) this.#load(videoId);
    this.#playFrom(t);
    this.#draw();
    if (this.#now.title === null) this.#lookUp(videoId);
  }

  /** Other moments of the video that plays became known. */
  show(moments) {
    this.#now.moments = moments;
    this.#draw();
  }

  stop() {
    if (!this.isOpen) return;
    this.#now = null;
    this.#starting?.abort();
    this.#root.hidden = true;
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();  // lets go of the connection
  }

  #load(videoId) {
    part("fault").hidden = true;
    this.#video.src = mediaUrl(videoId);
  }

  #playFrom(t) {
    this.#starting?.abort();
    this.#starting = new AbortController();
    const begin = () => {
      this.#video.currentTime = t;
      // A browser may refuse to play before the viewer touches the page; the picture at t is there all the same.
      this.#video.play().catch(() => {});
    };
    if (this.#video.readyState >= HTMLMediaElement.HAVE_METADATA) begin();
    else this.#video.addEventListener("loadedmetadata", begin, { once: true, signal: this.#starting.signal });
  }

  async #lookUp(videoId) {
    const { answer } = await attempt(fetchVideo(videoId));
    if (this.#now?.videoId !== videoId || !answer) return;
    Object.assign(this.#now, { title: answer.title, duration: answer.duration_s });
    this.#draw();
  }

  #draw() {
    if (!this.isOpen) return;
    const { moments, t, title } = this.#now;
    const duration = Number.isFinite(this.#video.duration) ? this.#video.duration : this.#now.duration;
    const current = momentAt(moments, t);
    document.title = title ? `${title} at ${clock(t)} · vindex` : "vindex";
    part("player-title").textContent = title ?? "";
    this.#video.setAttribute("aria-label", title ?? "Video");
    part("player-when").textContent = whenLine(current, moments, t);
    part("player-evidence").replaceChildren(...(current ? quotations(current.evidence).map(quotation) : []));
    drawMarks(this.#line, { moments, current, duration, open: this.#open });
  }

  /** A video element says only that it failed; the service knows whether the video is there at all. */
  async #explainFailure() {
    if (!this.isOpen || !this.#video.hasAttribute("src")) return;
    const { videoId } = this.#now;
    const { error } = await attempt(fetchVideo(videoId));
    if (this.#now?.videoId !== videoId) return;
    part("fault").replaceChildren(...(error ? [refusal(error)] : unplayable(videoId)));
    part("fault").hidden = false;
  }

  async #share() {
    const label = part("share").querySelector("span");
    try {
      await navigator.clipboard.writeText(location.href);
      label.textContent = "Copied";
      setTimeout(() => (label.textContent = "Copy link"), COPIED_MS);
    } catch (error) {
      // No clipboard outside https and localhost (TypeError), or the viewer said no: show the link, ready to copy.
      if (!(error instanceof TypeError) && error.name !== "NotAllowedError") throw error;
      part("link-box").hidden = false;
      part("link").value = location.href;
      part("link").select();
    }
  }
}

const refusal = (error) => (error instanceof Unreachable ? "The service cannot be reached." : error.message);
const unplayable = (videoId) => [
  "This browser cannot play this video. ",
  h("a", { href: mediaUrl(videoId), download: true }, "Download it"),
];

function whenLine(current, moments, t) {
  const others = moments.filter((moment) => moment !== current).length;
  const when = current ? range(current.start_s, current.end_s) : t > 0 ? `from ${clock(t)}` : "";
  const rest = others ? (current ? `${others} more in this video` : `${plural(others, "moment")} in this video`) : "";
  return [when, rest].filter(Boolean).join(" · ");
}
