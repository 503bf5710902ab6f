// The list: the moments that answer a question, or the library when nothing is asked.

import * as api from "../api/client.js";
import { attempt } from "../api/http.js";
import { asks, inWords } from "../search/query.js";
import { signInPanel } from "../session.js";
import { button, h } from "../ui/dom.js";
import { plural, t } from "../ui/text.js";
import { progressBar, settled } from "../activity/progress.js";
import { momentCard, videoCard } from "./cards.js";
import { markersMenu } from "./markers.js";
import { emptyChoice, emptyLibrary, failure, gaps, nothingFound, unmatched } from "./empty-states.js";
import { Strips } from "./strip.js";
import { workspaceControl } from "./workspace-control.js";

const POLL_MS = 4000;  // while videos are on their way
const MOST = 100;  // moments in one answer
const part = (id) => document.getElementById(id);

export class List {
  /** The moments shown, best first; none while the library is shown. */
  moments = [];
  #question = null;
  #titles = new Map();
  #results = part("results");
  #loading = null;
  #polling = 0;
  #status = null;
  #explained = null;
  #strips = new Strips();
  #on;

  /**
   * `on.shown()` is called each time the list was drawn, `on.known(status)` with each new status (null: no key was
   * given), `on.signed()` after a key was taken, `on.upload()` and `on.clear()` where the viewer asks for that.
   */
  constructor(on) {
    this.#on = on;
  }

  /** The links of the cards that open the player, in the order shown. */
  get links() {
    return [...this.#results.querySelectorAll("h3 a[data-video]")];
  }

  titleOf(videoId) {
    return this.moments.find((moment) => moment.video_id === videoId)?.title ?? this.#titles.get(videoId) ?? null;
  }

  /** Show the answer to `question`. A call that a newer one overtook is dropped, whichever answers first. */
  async load(question) {
    this.#loading?.abort();
    clearTimeout(this.#polling);
    const mine = (this.#loading = new AbortController());
    this.#results.setAttribute("aria-busy", "true");
    try {
      const answering = asks(question) ? this.#searched(question, mine.signal) : this.#library(question, mine.signal);
      const { answer: draw, error } = await attempt(answering);
      if (mine !== this.#loading) return;
      this.#question = question;
      this.#explained = null;
      if (error) this.#showFailure(error);
      else draw();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (mine === this.#loading) this.#results.removeAttribute("aria-busy");
    }
  }

  /** Forget what is known of the caller and load anew: somebody signed in or out. */
  async reload() {
    this.#status = null;
    await this.load(this.#question);
  }

  #showFailure(error) {
    this.moments = [];
    if (error.status !== 401) return this.#showOnly("", failure(error, () => this.load(this.#question)));
    this.#on.known(null);
    this.#showOnly("", signInPanel(this.#on.signed));
    return document.activeElement === document.body && part("key").focus();
  }

  async #searched(question, signal) {
    const [answer, known] = await Promise.all([api.search(question, { signal }), this.#status ?? api.status()]);
    const status = answer.moments.length ? known : await api.status();
    return () => {
      this.#know(status);
      this.moments = answer.moments;
      if (!answer.moments.length) return this.#showNothing(question, answer, status);
      const [took, count] = [Math.max(1, Math.round(answer.took_ms)), answer.moments.length];
      const summary = answer.matched === false ? nearby(count) : plural(count, "{count} moment in {took} ms", "{count} moments in {took} ms", { took });
      const before = [gaps(answer), answer.matched === false ? unmatched(answer.message) : null];
      this.#showCards(summary, answer.matched === false ? "moments nearest" : "moments", answer, [...before, markersMenu(question, answer.moments.length)]);
    };
  }

  #showNothing(question, { message, ...answer }, status) {
    const narrowed = Object.keys(question.filters).length > 0;
    this.#showOnly("", gaps(answer), nothingFound(inWords(question), status.videos, { narrowed, message }));
  }

  async #library(question, signal) {
    const [answer, status] = await Promise.all([api.videos(question, { signal }), api.status()]);
    return () => {
      this.#know(status);
      this.moments = [];
      const pauses = workspaceControl(answer.videos, this.#steering());
      if (answer.videos.length) this.#showCards(plural(answer.videos.length, "{count} video", "{count} videos"), "videos", answer, [pauses]);
      else this.#showOnly("", this.#noVideos(question, status));
      const coming = answer.videos.some(({ status: is }) => is === "processing" || is === "waiting");
      if (coming || !answer.videos.length) this.#pollAfter(settled(answer.videos));
    };
  }

  #noVideos({ filters }, status) {
    if (Object.keys(filters).length) return emptyChoice(this.#on.clear);
    return emptyLibrary(status.uploads, status.permissions?.includes("upload") ? this.#on.upload : null);
  }

  /** Videos on their way appear by themselves; nothing is drawn anew while nothing changed. */
  #pollAfter(shown) {
    const question = this.#question;
    this.#polling = setTimeout(async () => {
      const mine = this.#loading;
      const { answer } = document.hidden ? {} : await attempt(api.videos(question));
      if (mine !== this.#loading) return;
      if (answer !== undefined && settled(answer.videos) !== shown) return this.load(question);
      this.#moveBars(answer?.videos ?? []);
      return this.#pollAfter(shown);
    }, POLL_MS);
  }

  /** How far videos are, without drawing their cards anew: what is open or focused in them stays so. */
  #moveBars(videos) {
    for (const video of videos.filter(({ progress }) => progress)) {
      const bar = this.#results.querySelector(`[data-id="${CSS.escape(video.video_id)}"] .progress`);
      bar?.replaceWith(progressBar(video));
    }
  }

  #showCards(summary, kind, answer, before = []) {
    const focused = document.activeElement?.closest("#results h3 a")?.getAttribute("href");
    this.#strips = new Strips();
    this.#showOnly(summary, ...before, h("ol", { class: kind }, this.#cards(answer)));
    if (answer.next) this.#results.append(this.#more(answer.next));
    if (focused) this.links.find((link) => link.getAttribute("href") === focused)?.focus();
  }

  #showOnly(summary, ...elements) {
    part("summary").textContent = summary;
    this.#results.replaceChildren(...elements.filter(Boolean));
    this.#on.shown();
  }

  #cards({ moments, videos }) {
    for (const video of videos ?? []) this.#titles.set(video.video_id, video.title);
    const question = this.#question;
    if (!moments) return videos.map((video) => videoCard(video, question, this.#steering()));
    this.#strips.add(videos);
    return moments.map((moment) => this.#card(moment, question));
  }

  /** What the caller may do about videos that are not indexed. */
  #steering() {
    const { permissions, paused } = this.#status;
    return { may: permissions?.includes("admin") ?? false, paused: paused ?? [], changed: () => this.#steered() };
  }

  /** The button that was pressed is gone: the keyboard goes on from the list. */
  async #steered() {
    await this.load(this.#question);
    if (document.activeElement === document.body) part("results").focus();
  }

  #card(moment, question) {
    const strip = this.#strips.of(moment, question);
    return momentCard(moment, question, { explain: () => this.#explain(moment), strip });
  }

  /** The moment with its reasons. The question is asked once for all that is shown: ranks are of the whole answer. */
  async #explain(moment) {
    const limit = Math.min(MOST, this.moments.length);
    this.#explained ??= api.search(this.#question, { limit, explain: true });
    const asked = this.#explained;
    try {
      const same = (other) => other.video_id === moment.video_id && other.start_s === moment.start_s;
      return (await asked).moments.find(same) ?? null;
    } catch (error) {
      if (this.#explained === asked) this.#explained = null;
      throw error;
    }
  }

  #more(next) {
    const element = button(t("Show more"), async () => {
      element.disabled = true;
      const { answer, error } = await attempt(api.page(next, this.#question.picture));
      if (error) {
        const refused = failure(error, () => refused.replaceWith(this.#more(next)));
        return element.replaceWith(refused);
      }
      this.moments.push(...(answer.moments ?? []));
      this.#explained = null;
      this.#results.querySelector("ol").append(...this.#cards(answer));
      element.replaceWith(...(answer.next ? [this.#more(answer.next)] : []));
      this.#on.shown();
    });
    return element;
  }

  #know(status) {
    this.#status = status;
    part("notices").replaceChildren(...status.notices.map((sentence) => h("p", {}, sentence)));
    this.#on.known(status);
  }
}

const nearby = (count) => plural(count, "No match · {count} moment nearby", "No match · {count} moments nearby");
