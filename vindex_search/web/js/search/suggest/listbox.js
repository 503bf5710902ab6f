// A list box below a text box, as ARIA describes the combobox: the keyboard stays in the box, the arrows lead through
// the list, Enter takes what is marked, Esc closes.

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class ListBox {
  #input;
  #list;
  #options = [];
  #active = -1;
  #choose;

  /** `choose` is called with the number of the option taken. */
  constructor({ input, list, choose }) {
    [this.#input, this.#list, this.#choose] = [input, list, choose];
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault());  // the keyboard stays in the box
    list.addEventListener("click", ({ target }) => this.#take(this.#options.indexOf(target.closest("[role=option]"))));
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /** Show these elements as the options; none of them closes the list. */
  show(options) {
    this.#options = options;
    options.forEach((option, at) => Object.assign(option, { id: `${this.#list.id}-${at}`, role: "option" }));
    this.#list.replaceChildren(...options);
    this.#list.hidden = options.length === 0;
    this.#input.setAttribute("aria-expanded", String(this.isOpen));
    this.#mark(-1);
  }

  close() {
    if (this.isOpen) this.show([]);
  }

  #key(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) this.#step(STEPS[event.key]);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.#active >= 0) this.#take(this.#active);
    else return;
    event.preventDefault();
  }

  /** After the last option, and before the first, comes the box itself. */
  #step(step) {
    const stops = this.#options.length + 1;
    this.#mark(((this.#active + 1 + step + stops) % stops) - 1);
  }

  #mark(at) {
    this.#active = at;
    this.#options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", this.#options[at].id);
  }

  #take(at) {
    if (at < 0) return;
    this.close();
    this.#choose(at);
  }
}
