// Plays items one after another in a video element: whole videos, ranges of them, or clips that are still being cut.

export class PlayThrough {
  #video;
  #on;
  #items = [];
  #at = -1;
  #asked = 0;

  /**
   * `on.source(item)` gives `{src, end, captions}` or null where it cannot be played; `on.playing(item)` is told which
   * one plays, null at the end.
   */
  constructor(video, on) {
    this.#video = video;
    this.#on = on;
    video.addEventListener("ended", () => this.#next());
    video.addEventListener("timeupdate", () => this.#moved());
  }

  get current() {
    return this.#items[this.#at] ?? null;
  }

  /** The items in their order; the one that plays goes on. */
  of(items) {
    const playing = this.current?.id;
    this.#items = items;
    this.#at = items.findIndex(({ id }) => id === playing);
  }

  play(id) {
    return this.#start(this.#items.findIndex((item) => item.id === id));
  }

  /** Show the first one without playing it. */
  ready() {
    return this.#start(0, { playing: false });
  }

  async #start(at, { playing = true } = {}) {
    this.#at = at;
    const item = this.current;
    this.#on.playing(item);
    if (!item) return;
    const asked = ++this.#asked;
    const source = await this.#on.source(item);
    if (asked !== this.#asked) return;
    if (!source) return void (playing && this.#next());
    this.end = source.end ?? null;
    this.#video.replaceChildren(...(source.captions ? [source.captions] : []));
    if (source.poster) this.#video.poster = source.poster;
    this.#video.src = source.src;
    if (playing) this.#video.play().catch(() => {});  // a browser may refuse before the viewer touches the page
  }

  #moved() {
    if (this.end === null || this.end === undefined || this.#video.currentTime < this.end || this.#video.paused) return;
    this.end = null;
    this.#next();
  }

  #next() {
    if (this.#at + 1 < this.#items.length) this.#start(this.#at + 1);
    else this.#on.playing(null);
  }
}
