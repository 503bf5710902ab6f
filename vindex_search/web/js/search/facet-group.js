// The choices of one facet in the form of filters, each with how many videos it finds. While the form is open they keep
// their places: nothing moves under the hand that chooses.

import { h } from "../ui/dom.js";
import { number, plural, t } from "../ui/text.js";

const AT_FIRST = 8;  // choices; the rest is one press away

export class FacetGroup {
  element;
  #label;
  #name;
  #chosen = h("small", { class: "facet-chosen" });
  #list = h("div", { class: "facet-choices" });
  #more = h("button", { type: "button", class: "plain facet-more", hidden: true });
  #boxes = new Map();
  #choices = [];
  #pick;
  #all = false;

  /**
   * `name` is that of the form's field; null where choosing changes a range, for which `pick` is called with the choice
   * and all of them. `open`: whether the choices are seen before anybody asks.
   */
  constructor({ label, name, pick = null, open }) {
    [this.#label, this.#name, this.#pick] = [label, name, pick];
    this.#more.addEventListener("click", () => this.#showAll());
    const summary = h("summary", {}, h("span", {}, label), this.#chosen);
    this.element = h("details", { class: "facet", open }, summary, this.#list, this.#more);
  }

  /** The choices as they are now, by `choicesOf`; `lacking(value)` says that one of them can never find anything. */
  show(choices, lacking = () => false) {
    this.#choices = choices;
    const now = new Map(choices.map((choice) => [choice.value, choice]));
    for (const choice of choices) if (!this.#boxes.has(choice.value)) this.#boxes.set(choice.value, this.#box(choice));
    for (const [value, box] of this.#boxes) {
      const { count, chosen } = now.get(value) ?? { count: 0, chosen: false };
      set(box, { count, chosen, lacking: lacking(value) });
    }
    const picked = choices.filter(({ chosen }) => chosen).length;
    this.#chosen.textContent = picked ? t("{count} chosen", { count: picked }) : "";
    this.element.hidden = this.#boxes.size === 0;
    if (this.#boxes.size) this.element.setAttribute("aria-label", this.#label);
    this.#fold();
  }

  #box({ value, label }) {
    const input = h("input", { type: "checkbox", name: this.#name, value });
    if (this.#pick) input.addEventListener("change", (event) => this.#picked(event, value));
    const box = h("label", { class: "box" }, input, h("bdi", {}, label), h("small", { class: "count" }));
    this.#list.append(box);
    return box;
  }

  #picked(event, value) {
    event.stopPropagation();  // it is no field of the form: the bounds of the range are
    this.#pick(this.#choices.find((choice) => choice.value === value), this.#choices);
  }

  #fold() {
    const boxes = [...this.#boxes.values()];
    const rest = boxes.filter((box, at) => at >= AT_FIRST && !box.control.checked);
    for (const box of boxes) box.hidden = !this.#all && rest.length > 1 && rest.includes(box);
    this.#more.hidden = this.#all || rest.length <= 1;
    this.#more.textContent = t("{count} more", { count: rest.length });
  }

  #showAll() {
    const first = [...this.#boxes.values()].find((box) => box.hidden);
    this.#all = true;
    this.#fold();
    first?.control.focus();  // the button that was pressed goes away
  }
}

/** A choice that would find nothing cannot be taken; one that is chosen can always be given up. */
function set(box, { count, chosen, lacking }) {
  const { control } = box;
  control.checked = chosen;
  control.disabled = !chosen && (lacking || count === 0);
  box.classList.toggle("lacking-model", lacking);
  box.title = lacking ? t("The models of this library cannot find it") : "";
  const counted = box.querySelector(".count");
  counted.textContent = count === null ? "" : number(count);
  counted.title = count === null ? "" : plural(count, "{count} video", "{count} videos");
}
