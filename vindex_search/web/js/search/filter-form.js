// The filters as a person sees them: a form behind a button, and the active ones as chips beside it.

import { likened } from "../route.js";
import { h, icon } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { CHANNELS, chipsOf, filtersOf, without } from "./filters.js";

const TYPED = {
  language: ["Language", "en, de"],
  speaker: ["Speaker", "a name"],
  tag: ["Tag", "a folder"],
};
const part = (id) => document.getElementById(id);

export class FilterForm {
  #button = part("filters-button");
  #form = part("filters");
  #status = null;
  #filters = {};
  #change;

  /** `change` is called with filters, or with `{like: null}` or `{picture: null}` where such a chip was removed. */
  constructor({ change }) {
    this.#change = change;
    this.#button.addEventListener("click", () => this.#toggle(this.#form.hidden));
    this.#form.addEventListener("submit", (event) => (event.preventDefault(), this.close()));
    this.#form.addEventListener("change", () => change({ filters: this.#read() }));
    document.addEventListener("pointerdown", ({ target }) => target.closest("#filters, .tools") || this.#toggle(false));
  }

  /** True where it was open; the keyboard goes back to the button. */
  close() {
    if (this.#form.hidden) return false;
    this.#toggle(false);
    this.#button.focus();
    return true;
  }

  /** What there is to choose from. */
  offer(status) {
    this.#status = status;
  }

  /** Show what is asked now; `titleOf` names a video. */
  show({ filters, like, picture }, titleOf) {
    this.#filters = filters;
    const chips = chipsOf(filters).map((chip) => this.#chip(chip.label, { filters: without(filters, chip) }));
    const at = likened(like);
    const alike = at ? `like ${clock(at.t)} in ${titleOf(at.videoId) ?? "a video"}` : `like ${like}`;
    if (like) chips.unshift(this.#chip(alike, { like: null }));
    if (picture) chips.unshift(this.#chip(`picture: ${picture.name || "pasted"}`, { picture: null }, "picture"));
    const lost = part("chips").contains(document.activeElement);
    part("chips").replaceChildren(...chips);
    part("chips").hidden = chips.length === 0;
    if (lost) this.#button.focus();
    // Never drawn anew under the hands of who fills it in.
    if (!this.#form.hidden && JSON.stringify(this.#read()) !== JSON.stringify(filters)) this.#draw();
  }

  #toggle(open) {
    this.#form.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#draw();
    this.#form.querySelector("input:not(:disabled)")?.focus();
  }

  #chip(label, change, drawing = null) {
    const name = { type: "button", class: "chip", "aria-label": `Remove ${label}` };
    const element = h("button", name, drawing ? icon(drawing) : null, h("span", {}, label), icon("close"));
    element.addEventListener("click", () => this.#change(change));
    return h("li", {}, element);
  }

  #read() {
    const typed = (name, value) => (name in TYPED ? value.split(",") : [value]).map((one) => [name, one]);
    return filtersOf([...new FormData(this.#form)].flatMap(([name, value]) => typed(name, value)));
  }

  #draw() {
    const clear = h("button", { type: "button", class: "plain" }, "Clear all");
    clear.addEventListener("click", () => {
      this.#change({ filters: {} });
      this.#draw();
      this.#form.querySelector("input:not(:disabled)")?.focus();
    });
    this.#form.replaceChildren(
      this.#channels(),
      this.#workspaces(),
      h("div", { class: "fields" }, Object.entries(TYPED).map(([name, [label, hint]]) => this.#typed(name, label, hint))),
      h(
        "div",
        { class: "fields dates" },
        this.#date("uploaded_after", "Uploaded after"),
        this.#date("uploaded_before", "Uploaded before"),
      ),
      hints(),
      h("div", { class: "ends" }, clear, h("button", { type: "submit", class: "strong" }, "Done")),
    );
  }

  #channels() {
    const lacking = (name) => this.#status?.channels?.[name] === false;
    const boxes = Object.entries(CHANNELS).map(([name, label]) => this.#box("channels", name, label, lacking(name)));
    return h("fieldset", {}, h("legend", {}, "Found as"), boxes);
  }

  #workspaces() {
    const names = [...new Set([...(this.#status?.workspaces ?? []), ...(this.#filters.workspace ?? [])])].sort();
    const boxes = names.map((name) => this.#box("workspace", name, name));
    return boxes.length ? h("fieldset", {}, h("legend", {}, "Workspace"), boxes) : "";
  }

  #box(name, value, label, disabled = false) {
    const checked = this.#filters[name]?.includes(value);
    const title = disabled ? "The models of this library cannot find it" : null;
    const input = h("input", { type: "checkbox", name, value, checked, disabled });
    return h("label", { class: "box", title }, input, h("span", {}, label));
  }

  #typed(name, label, hint) {
    const value = (this.#filters[name] ?? []).join(", ");
    const plain = { autocomplete: "off", autocapitalize: "none", spellcheck: "false" };
    return h("label", {}, h("span", {}, label), h("input", { name, value, placeholder: hint, ...plain }));
  }

  #date(name, label) {
    return h("label", {}, h("span", {}, label), h("input", { type: "date", name, value: this.#filters[name] ?? "" }));
  }
}

const hints = () =>
  h(
    "p",
    { class: "hints" },
    "Several of a kind: separate them by commas. In the search box ",
    h("code", {}, '"quoted words"'),
    " match exactly and ",
    h("code", {}, "-word"),
    " leaves out what has the word.",
  );
