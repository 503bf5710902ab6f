// The chapters of the video that plays: a list below it, and their bounds on the line; the one that plays is marked.

import { chapters as fetchChapters } from "../api/client.js";
import { attempt } from "../api/http.js";
import { h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { rove, stopAt } from "../ui/roving.js";
import { plural, t } from "../ui/text.js";

const MADE = { slides: t("made of its slides"), topics: t("made by topic") };
const ITEM = "button.chapter";
const part = (id) => document.getElementById(id);

export class Chapters {
  #root = part("chapters");
  #list = part("chapters-list");
  #shown = [];
  #at = -1;
  #videoId = null;
  #seek;
  #drawn;

  /** `seek` is called with the second where a chosen chapter begins, `drawn` with the chapters as they arrive. */
  constructor({ seek, drawn }) {
    [this.#seek, this.#drawn] = [seek, drawn];
    this.#list.addEventListener("click", (event) => {
      const at = [...this.#list.children].indexOf(event.target.closest("li"));
      if (at >= 0) this.#seek(this.#shown[at].start_s);
    });
    rove(this.#list, ITEM);
  }

  /** Those of another video; hidden where it is one part, or where nobody looked for them yet. */
  async show({ video_id: videoId, chapters_url: address }) {
    this.clear();
    this.#videoId = videoId;
    if (!address) return;
    const { answer } = await attempt(fetchChapters(videoId));
    if (this.#videoId !== videoId || !answer?.chapters.length) return;
    this.#shown = answer.chapters;
    this.#root.hidden = false;
    part("chapters-count").textContent = [plural(answer.chapters.length, "{count} chapter", "{count} chapters"), MADE[answer.origin]].filter(Boolean).join(", ");
    this.#list.replaceChildren(...this.#shown.map(item));
    stopAt([...this.#list.querySelectorAll(ITEM)]);
    this.#drawn(this.#shown);
  }

  /** The video is at `seconds`. */
  follow(seconds) {
    const at = this.#shown.findLastIndex(({ start_s: start }) => start <= seconds);
    if (at === this.#at) return;
    this.#at = at;
    const items = [...this.#list.querySelectorAll(ITEM)];
    items.forEach((one, index) => (index === at ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
    stopAt(items, items[at]);
  }

  clear() {
    [this.#shown, this.#at, this.#videoId] = [[], -1, null];
    Object.assign(this.#root, { hidden: true, open: false });
    this.#list.replaceChildren();
    this.#drawn([]);
  }
}

/** The chapter at a second; undefined where none is. */
export const chapterAt = (chapters, seconds) => chapters.findLast((one) => one.start_s <= seconds && seconds < one.end_s);

function item({ title, start_s: start }) {
  const when = h("span", { class: "line-time" }, clock(start));
  return h("li", {}, h("button", { type: "button", class: "line chapter", tabindex: "-1" }, when, h("bdi", { class: "line-text" }, title)));
}
