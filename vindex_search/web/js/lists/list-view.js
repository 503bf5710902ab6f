// One list: its items in their order, played one after another; moved by buttons or Alt and an arrow, with notes.

import { mediaUrl } from "../api/client.js";
import { attempt } from "../api/http.js";
import { changeItem, changeList, deleteList, removeItem } from "../sharing/calls.js";
import { stateLine } from "../sharing/dialog.js";
import { PlayThrough } from "../sharing/play-through.js";
import { openShare } from "../sharing/share-dialog.js";
import { button, h } from "../ui/dom.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { itemRow } from "./item-row.js";

export class ListView {
  #root;
  #may;
  #list;
  #state = stateLine();
  #rows = h("ol", { class: "items", "aria-label": t("Items: Alt and an arrow move one") });
  #video = h("video", { controls: true, playsinline: true, preload: "metadata", "aria-label": t("What plays") });
  #through;

  constructor(root, { may }) {
    this.#root = root;
    this.#may = may;
    this.#through = new PlayThrough(this.#video, { source, playing: (item) => this.#mark(item) });
  }

  show(list) {
    this.#list = list;
    this.#root.replaceChildren(this.#head(), h("div", { class: "stage" }, this.#video), this.#state.line, this.#rows);
    this.#draw();
    if (list.items.length) this.#through.ready();
  }

  #head() {
    const { id, title, description } = this.#list;
    const share = button(t("Share …"), () => openShare({ listId: id }));
    const drop = button(t("Delete the list"), () => this.#drop());
    const name = h("input", { class: "list-title", value: title, maxlength: "120", "aria-label": t("Title") });
    name.addEventListener("change", () => this.#change(changeList(id, { title: name.value })));
    const heading = h("h1", {}, this.#may ? name : title);
    return h("header", { class: "list-head" }, heading, description ? h("p", {}, description) : null, this.#may ? h("div", { class: "list-do" }, share, drop) : null);
  }

  #draw() {
    const { items } = this.#list;
    this.#through.of(items.filter((item) => item.video_id));
    const on = {
      play: (item) => this.#through.play(item.id),
      move: (item, to) => this.#move(item, to),
      note: (item, note) => this.#change(changeItem(this.#list.id, item.id, { note })),
      remove: (item) => this.#change(removeItem(this.#list.id, item.id)),
    };
    const rows = items.map((item, at) => itemRow(item, { at, last: items.length - 1, may: this.#may, on }));
    this.#rows.replaceChildren(...(rows.length ? rows : [h("li", { class: "quiet" }, t("Nothing is on this list yet."))]));
    this.#mark(this.#through.current);
  }

  async #move(item, to) {
    await this.#change(changeItem(this.#list.id, item.id, { position: to }));
    this.#state.say(t("“{title}” is number {number} now.", { title: visible(item.title ?? ""), number: to + 1 }));
    this.#rows.querySelector(`[data-item="${item.id}"] .item-play`)?.focus();
  }

  async #change(call) {
    const { answer, error } = await attempt(call);
    if (error) return this.#state.say(visible(error.message), { fault: true });
    this.#list = answer;
    this.#state.say("");
    return this.#draw();
  }

  async #drop() {
    if (!confirm(t("Delete this list? Its videos stay; links that share it show nothing any more."))) return;
    const { error } = await attempt(deleteList(this.#list.id));
    if (error) this.#state.say(visible(error.message), { fault: true });
    else location.assign("/lists");
  }

  #mark(item) {
    for (const row of this.#rows.children) {
      if (item && row.dataset.item === item.id) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }
}

async function source({ video_id: id, start_s: start, end_s: end, thumbnail_url: poster }) {
  return { src: `${mediaUrl(id)}${start === null ? "" : `#t=${start}`}`, end, poster };
}
