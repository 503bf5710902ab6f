// The saved searches: a panel with what they told, and a form that saves the question of the page.

import { attempt } from "../api/http.js";
import { h, icon } from "../ui/dom.js";
import { t } from "../ui/text.js";
import { saveForm, secretNotice } from "./form.js";
import * as ask from "./requests.js";
import { messageItem, newsMark, searchRow } from "./row.js";

const EVERY_MS = 60_000;  // the count of new moments is looked up so often, and when the panel opens

const part = (id) => document.getElementById(id);

export class Alerts {
  #root = part("alerts");
  #button = part("alerts-button");
  #list = h("ul", { class: "saved" });
  #form = h("div");
  #notice = h("div", { "aria-live": "polite" });
  #question;
  #mayEdit = false;
  #loadedAt = -EVERY_MS;

  /** `question` gives what the page asks now. */
  constructor({ question }) {
    this.#question = question;
    this.#button.addEventListener("click", () => (this.#root.hidden ? this.open() : this.close()));
    const title = h("h2", { id: "alerts-title" }, t("Saved searches"));
    const close = h("button", { type: "button", class: "round", "aria-label": t("Close the saved searches") }, icon("close"));
    close.addEventListener("click", () => this.close());
    this.#root.append(title, close, this.#form, this.#notice, this.#list);
  }

  /** What the service allows this caller; null: nothing is known of them. */
  offer(status) {
    const may = (permission) => status?.permissions?.includes(permission) ?? false;
    this.#mayEdit = may("edit") || may("admin");
    this.#button.hidden = !(this.#mayEdit || may("search"));
    if (this.#button.hidden) this.#show(false);
    else if (performance.now() - this.#loadedAt >= EVERY_MS) this.#load();
  }

  open() {
    this.#show(true);
    this.#offerForm();
    this.#load();
  }

  /** True where it was open. */
  close() {
    if (this.#root.hidden) return false;
    this.#show(false);
    this.#button.focus();
    return true;
  }

  #show(open) {
    this.#root.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
  }

  #offerForm() {
    const search = ask.saveable(this.#question());
    const hint = h("p", { class: "meta" }, t("Search for something first: then it can be saved here."));
    if (!this.#mayEdit) return this.#form.replaceChildren();
    return this.#form.replaceChildren(search ? saveForm(search, (wish) => this.#save(wish)) : hint);
  }

  async #save(wish) {
    const { answer, error } = await attempt(ask.saveSearch(wish));
    if (error) return this.#tell(error.message);
    const done = () => this.#notice.replaceChildren();
    if (answer.secret) this.#notice.replaceChildren(secretNotice(answer.secret, done));
    else this.#tell(answer.promise.sentence);
    return this.#load();
  }

  async #load() {
    this.#loadedAt = performance.now();
    const { answer, error } = await attempt(ask.savedSearches());
    if (error) return this.#tell(error.message);
    const unseen = answer.searches.reduce((sum, one) => sum + one.unseen, 0);
    this.#button.replaceChildren(t("Alerts"), ...[newsMark(unseen)].filter(Boolean));
    const rows = answer.searches.map((search) => searchRow(search, this.#acts()));
    const none = h("li", { class: "meta" }, t("No search is saved yet."));
    return this.#list.replaceChildren(...(rows.length ? rows : [none]));
  }

  #acts() {
    const look = (search) => this.#look(search);
    if (!this.#mayEdit) return { look };
    return {
      look,
      toggle: (search) => this.#then(ask.changeSearch(search.id, { active: !search.active })),
      remove: (search) => confirm(t("Delete “{name}”?", { name: search.name })) && this.#then(ask.deleteSearch(search.id)),
      test: (search) => this.#test(search),
    };
  }

  async #look(search) {
    const { answer, error } = await attempt(ask.told(search.id));
    if (error) return this.#tell(error.message);
    const list = this.#list.querySelector(`[data-told="${search.id}"]`);
    const retry = (message) => this.#mayEdit && (() => this.#then(ask.retryMessage(search.id, message.id)));
    const items = answer.messages.map((message) => messageItem(message, retry(message)));
    list.replaceChildren(...(items.length ? items : [h("li", { class: "meta" }, t("Nothing yet."))]));
    list.hidden = false;
    return this.#mayEdit && search.unseen ? attempt(ask.markSeen(search.id)) : null;
  }

  async #test(search) {
    const { answer, error } = await attempt(ask.tryWebhook(search.id));
    this.#tell(error?.message ?? (answer.delivered ? t("The webhook answered.") : answer.problem));
  }

  async #then(call) {
    const { error } = await attempt(call);
    if (error) return this.#tell(error.message);
    return this.#load();
  }

  #tell(text) {
    this.#notice.replaceChildren(h("p", { role: "status" }, text));
  }
}
