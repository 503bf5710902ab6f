// The list: the moments that answer a question, or the library when there is none.

import * as api from "./api.js";
import { momentCard, videoCard } from "./cards.js";
import { button, h } from "./dom.js";
import { emptyLibrary, failure, nothingFound } from "./states.js";
import { plural } from "./text.js";

const POLL_MS = 4000;  // while videos are on their way
const part = (id) => document.getElementById(id);

export class List {
  /** The moments shown, best first; none while the library is shown. */
  moments = [];
  #q = "";
  #titles = new Map();
  #results = part("results");
  #loading = null;
  #polling = 0;
  #status = null;
  #shown;

  /** `shown` is called each time the list was drawn. */
  constructor({ shown }) {
    this.#shown = shown;
  }

  /** The links of the cards that open the player, in the order shown. */
  get links() {
    return [...this.#results.querySelectorAll("a[data-video]")];
  }

  titleOf(videoId) {
    return this.moments.find((moment) => moment.video_id === videoId)?.title ?? this.#titles.get(videoId) ?? null;
  }

  /** Show the answer to `q`. A call that a newer one overtook is dropped, whichever answers first. */
  async load(q) {
    this.#loading?.abort();
    clearTimeout(this.#polling);
    const mine = (this.#loading = new AbortController());
    this.#results.setAttribute("aria-busy", "true");
    try {
      const { answer: draw, error } = await api.attempt(q ? this.#searched(q, mine.signal) : this.#library(mine.signal));
      if (mine !== this.#loading) return;
      this.#q = q;
      if (error) this.#showOnly("", failure(error, () => this.load(q)));
      else draw();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (mine === this.#loading) this.#results.removeAttribute("aria-busy");
    }
  }

  async #searched(q, signal) {
    const [answer, known] = await Promise.all([api.search({ q, signal }), this.#status ?? api.status()]);
    const status = answer.moments.length ? known : await api.status();
    return () => {
      this.#notice(status);
      this.moments = answer.moments;
      if (!answer.moments.length) return this.#showOnly("", nothingFound(q, status.videos));
      const summary = `${plural(answer.moments.length, "moment")} in ${Math.max(1, Math.round(answer.took_ms))} ms`;
      this.#showCards(summary, "moments", answer);
    };
  }

  async #library(signal) {
    const [answer, status] = await Promise.all([api.videos({ signal }), api.status()]);
    return () => {
      this.#notice(status);
      this.moments = [];
      if (answer.videos.length) this.#showCards(plural(answer.videos.length, "video"), "videos", answer);
      else this.#showOnly("", emptyLibrary(status.uploads));
      const coming = answer.videos.some(({ status: is }) => is === "processing" || is === "waiting");
      if (coming || !answer.videos.length) this.#pollAfter(JSON.stringify(answer.videos));
    };
  }

  /** Videos on their way appear by themselves; nothing is drawn anew while nothing changed. */
  #pollAfter(shown) {
    this.#polling = setTimeout(async () => {
      const mine = this.#loading;
      const { answer } = document.hidden ? {} : await api.attempt(api.videos());
      if (mine !== this.#loading) return;
      if (answer === undefined || JSON.stringify(answer.videos) === shown) this.#pollAfter(shown);
      else await this.load("");
    }, POLL_MS);
  }

  #showCards(summary, kind, answer) {
    const focused = document.activeElement?.closest("#results a")?.getAttribute("href");
    this.#showOnly(summary, h("ol", { class: kind }, this.#cards(answer)));
    if (answer.next) this.#results.append(this.#more(answer.next));
    if (focused) this.links.find((link) => link.getAttribute("href") === focused)?.focus();
  }

  #showOnly(summary, element) {
    part("summary").textContent = summary;
    this.#results.replaceChildren(element);
    this.#shown();
  }

  #cards({ moments, videos }) {
    for (const video of videos ?? []) this.#titles.set(video.video_id, video.title);
    return moments?.map((moment) => momentCard(moment, this.#q)) ?? videos.map(videoCard);
  }

  #more(next) {
    const element = button("Show more", async () => {
      element.disabled = true;
      const { answer, error } = await api.attempt(api.page(next));
      if (error) {
        const refused = failure(error, () => refused.replaceWith(this.#more(next)));
        return element.replaceWith(refused);
      }
      this.moments.push(...(answer.moments ?? []));
      this.#results.querySelector("ol").append(...this.#cards(answer));
      element.replaceWith(...(answer.next ? [this.#more(answer.next)] : []));
      this.#shown();
    });
    return element;
  }

  #notice(status) {
    this.#status = status;
    part("notices").replaceChildren(...status.notices.map((sentence) => h("p", {}, sentence)));
  }
}
