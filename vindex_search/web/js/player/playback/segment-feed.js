// A preview for a video element, segment by segment: what is needed where it plays is fetched, and made, first.
// Media Source Extensions; the times in the segments are those of the film.

import { attempt, bytes } from "../../api/http.js";

const AHEAD_S = 30;  // fetched before they are played
const BEHIND_S = 60;  // kept for going back; browsers keep some 150 MB
const TOLERANCE_S = 0.1;  // sound begins and ends with a frame of 21 ms, pictures with one of 40
const AGAIN_MS = 1000;
const TRIES = 20;
const BUSY = 503;  // it is still being made

/** Whether this browser plays a preview that is handed to it in segments. */
export const takesSegments = ({ media_type: type }) => Boolean(globalThis.MediaSource?.isTypeSupported(type));

export class SegmentFeed {
  #video;
  #facts;
  #source = new MediaSource();
  #buffer = null;
  #first;
  #loading = null;  // `{number, aborter}`
  #appended = Promise.resolve();
  #url = URL.createObjectURL(this.#source);
  #over = new AbortController();

  /** Plays in `video`, beginning at the second `at`; `facts` are those of the service. */
  constructor(video, facts, at) {
    this.#video = video;
    this.#facts = facts;
    this.#first = this.#numberAt(at);
    this.#source.addEventListener("sourceopen", () => this.#begin(), { once: true });
    for (const kind of ["seeking", "timeupdate"]) video.addEventListener(kind, () => this.#pump(), { signal: this.#over.signal });
    video.src = this.#url;
  }

  stop() {
    this.#over.abort();
    this.#loading?.aborter.abort();
    URL.revokeObjectURL(this.#url);
  }

  /** The first segment before the beginning of all: it is made for the viewer, and the other one with it. */
  async #begin() {
    this.#buffer = this.#source.addSourceBuffer(this.#facts.media_type);
    this.#source.duration = this.#facts.duration_s;
    const media = await this.#ask(this.#address(this.#first), this.#over.signal);
    const once = media && (await this.#ask(this.#facts.init_url, this.#over.signal));
    if (!once) return;
    await this.#append(once);
    await this.#append(media);
    this.#first = null;
    this.#pump();
  }

  /** Fetch what is needed next, one at a time; what was needed elsewhere is let go. */
  async #pump() {
    const number = this.#first === null && !this.#over.signal.aborted ? this.#next() : null;
    if (number === null || (this.#loading && number >= this.#loading.number && this.#isNear(this.#loading.number))) return;
    this.#loading?.aborter.abort();
    const loading = { number, aborter: new AbortController() };
    this.#loading = loading;
    const media = await this.#ask(this.#address(number), loading.aborter.signal);
    if (media) await this.#append(media);
    if (this.#loading !== loading) return;
    this.#loading = null;
    if (!media) return;
    if (number === this.#facts.segments - 1 && this.#isOpen) this.#source.endOfStream();
    this.#pump();
  }

  /** The first segment from where it plays on that is not there; null where enough are. */
  #next() {
    const from = this.#numberAt(this.#video.currentTime);
    const until = this.#numberAt(this.#video.currentTime + AHEAD_S);
    for (let number = from; number <= until; number += 1) if (!this.#has(number)) return number;
    return null;
  }

  #isNear(number) {
    const at = this.#video.currentTime;
    return number >= this.#numberAt(at) && number <= this.#numberAt(at + AHEAD_S);
  }

  #has(number) {
    const { buffered } = this.#buffer;
    const [start, end] = this.#bounds(number);
    for (let at = 0; at < buffered.length; at += 1) {
      if (buffered.start(at) <= start + TOLERANCE_S && buffered.end(at) >= end - TOLERANCE_S) return true;
    }
    return false;
  }

  /** The bytes of an address; null where they are not wanted any more, or cannot be had: then the element fails. */
  async #ask(url, signal) {
    for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
      const { answer, status } = await asked(url, signal);
      if (answer || signal.aborted) return answer ?? null;
      if (status && status !== BUSY) break;
      await new Promise((go) => setTimeout(go, AGAIN_MS));
    }
    await this.#appended;
    if (!signal.aborted && this.#isOpen) this.#source.endOfStream("network");
    return null;
  }

  /** One change of the buffer after the other, as browsers demand. */
  #append(data) {
    this.#appended = this.#appended.then(async () => {
      await this.#forget();
      if (this.#source.readyState !== "closed") await this.#updated(() => this.#buffer.appendBuffer(data));
    });
    return this.#appended;
  }

  async #forget() {
    const end = this.#video.currentTime - BEHIND_S;
    const { buffered } = this.#buffer;
    if (!this.#isOpen || end <= 0 || !buffered.length || buffered.start(0) > end - this.#facts.segment_s) return;
    await this.#updated(() => this.#buffer.remove(0, end));
  }

  #updated(change) {
    return new Promise((go) => {
      this.#buffer.addEventListener("updateend", go, { once: true });
      change();
    });
  }

  get #isOpen() {
    return this.#source.readyState === "open";
  }

  #address(number) {
    return this.#facts.segment_url.replace("{number}", number);
  }

  #numberAt(t) {
    return Math.min(this.#facts.segments - 1, Math.max(0, Math.floor(t / this.#facts.segment_s)));
  }

  #bounds(number) {
    const last = number === this.#facts.segments - 1;
    return [number * this.#facts.segment_s, last ? this.#facts.duration_s : (number + 1) * this.#facts.segment_s];
  }
}

async function asked(url, signal) {
  try {
    const { answer, error } = await attempt(bytes(url, signal));
    return { answer, status: error?.status };
  } catch (error) {
    if (error.name === "AbortError") return {};
    throw error;
  }
}
