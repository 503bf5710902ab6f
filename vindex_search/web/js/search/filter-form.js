// The filters as a person sees them: a form behind a button, with how many videos each choice finds.

import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";
import { showChips } from "./chips.js";
import { boundsAfter, choicesOf, FACETS } from "./facets.js";
import { FacetGroup } from "./facet-group.js";
import { CHANNELS, filtersOf, RANGES } from "./filters.js";
import { same } from "./query.js";

const WIDE = matchMedia("(min-width: 621px)");  // as in filters.css: below it the choices begin folded
// Typed where the service does not count them, or has more of them than it names.
const TYPED = { language: "en, de", speaker: t("names, by commas"), tag: t("folders, by commas") };
const ANOTHER = { language: t("Another language"), speaker: t("Another speaker"), tag: t("Another tag") };
const TYPED_NAME = /^typed-(.+)/;
const part = (id) => document.getElementById(id);

export class FilterForm {
  #button = part("filters-button");
  #form = part("filters");
  #status = null;
  #question = null;
  #filters = {};
  #groups = {};
  #typed = {};
  #bounds = {};
  #counted;  // undefined until it is known, null where nothing is counted
  #change;
  #count;

  /**
   * `change` is called with filters, or with `{like: null}` or `{picture: null}` where such a chip was removed; `count`
   * gives `{facets, more}` of what is asked now, or null.
   */
  constructor({ change, count }) {
    [this.#change, this.#count] = [change, count];
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
  show(question, titleOf) {
    const another = !this.#question || !same(question, this.#question);
    if (another) [this.#question, this.#filters] = [question, question.filters];
    if (showChips(question, titleOf, this.#change)) this.#button.focus();
    if (!this.#form.hidden && another) this.#refresh();
  }

  #toggle(open) {
    this.#form.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#counted = undefined;
    this.#draw();
    this.#refresh();
    this.#focusFirst();
  }

  #focusFirst() {
    this.#form.querySelector("details[open] input:not(:disabled)")?.focus();
  }

  #read() {
    const values = (name, value) => {
      const typed = TYPED_NAME.exec(name)?.[1];
      return typed ? value.split(",").map((one) => [typed, one]) : [[name, value]];
    };
    return filtersOf([...new FormData(this.#form)].flatMap(([name, value]) => values(name, value)));
  }

  /** The form without its counts, which come later. */
  #draw() {
    const clear = h("button", { type: "button", class: "plain" }, t("Clear all"));
    clear.addEventListener("click", () => (this.#change({ filters: {} }), this.#focusFirst()));
    this.#groups = Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, this.#group(facet)]));
    this.#typed = Object.fromEntries(Object.entries(TYPED).map(([name, hint]) => [name, typed(name, hint)]));
    const [from, to] = RANGES.duration.map((name) => h("input", { type: "hidden", name }));
    const [after, before] = RANGES.uploaded.map((name) => h("input", { type: "date", name }));
    const [since, until] = RANGES.recorded.map((name) => h("input", { type: "date", name }));
    this.#bounds = { duration: [from, to], uploaded: [after, before], recorded: [since, until] };
    this.#form.replaceChildren(
      h("div", { class: "facets" }, Object.values(this.#groups).map(({ element }) => element)),
      h("div", { class: "fields" }, Object.values(this.#typed)),
      h("div", { class: "fields dates" }, labelled(t("Uploaded after"), after), labelled(t("Uploaded before"), before)),
      h("div", { class: "fields dates" }, labelled(t("Recorded after"), since), labelled(t("Recorded before"), until)),
      from,
      to,
      hints(),
      h("div", { class: "ends" }, clear, h("button", { type: "submit", class: "strong" }, t("Done"))),
    );
  }

  #group(facet) {
    const { filter, label } = FACETS[facet];
    const pick = filter ? null : (choice, choices) => this.#pick(facet, boundsAfter(choices, choice));
    return new FacetGroup({ label, name: filter ?? null, pick, open: WIDE.matches || facet === "channel" });
  }

  #pick(facet, bounds) {
    this.#bounds[facet].forEach((input, at) => (input.value = bounds[at]));
    this.#change({ filters: this.#read() });
  }

  /** As the filters are, at once; the counts follow. */
  async #refresh() {
    this.#fill();
    const asked = this.#question;
    const counted = await this.#count();
    if (asked !== this.#question || this.#form.hidden) return;
    this.#counted = counted ?? this.#counted ?? null;
    this.#fill();
  }

  /** Nothing is drawn anew under the hands of who fills it in. */
  #fill() {
    for (const [facet, group] of Object.entries(this.#groups)) {
      const lacking = (value) => facet === "channel" && this.#status?.channels?.[value] === false;
      group.show(this.#choices(facet), lacking);
    }
    for (const [name, field] of Object.entries(this.#typed)) this.#fillTyped(name, field);
    for (const [range, inputs] of Object.entries(this.#bounds)) {
      RANGES[range].forEach((name, at) => write(inputs[at], this.#filters[name] ?? ""));
    }
  }

  /** Of what is not counted: the channels and workspaces that there are; the rest is typed. */
  #choices(facet) {
    const counted = this.#counted?.facets[facet];
    const known = { channel: Object.keys(CHANNELS), workspace: [...(this.#status?.workspaces ?? [])].sort() }[facet];
    if (!counted && !known) return [];
    return choicesOf(facet, counted ?? known.map((value) => ({ value, count: null })), this.#filters);
  }

  #fillTyped(name, field) {
    const counted = this.#counted?.facets[name];
    field.hidden = this.#counted === undefined || (Boolean(counted) && !this.#counted.more[name]);
    field.firstChild.textContent = counted ? ANOTHER[name] : FACETS[name].label;
    write(field.control, counted ? "" : (this.#filters[name] ?? []).join(", "));
  }
}

function write(input, value) {
  if (input !== document.activeElement && input.value !== value) input.value = value;
}

function typed(name, hint) {
  const plain = { autocomplete: "off", autocapitalize: "none", spellcheck: "false" };
  return labelled(FACETS[name].label, h("input", { name: `typed-${name}`, placeholder: hint, ...plain }));
}

const labelled = (label, input) => h("label", {}, h("span", {}, label), input);

const hints = () =>
  h(
    "p",
    { class: "hints" },
    `${t("In the search box")} `,
    h("code", {}, t('"quoted words"')),
    ` ${t("match exactly and")} `,
    h("code", {}, t("-word")),
    ` ${t("leaves out what has the word.")}`,
  );
