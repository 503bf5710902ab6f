// What the video that plays lacks, and what was decided about its file: below the player, losses first.

import { button, h, icon } from "../ui/dom.js";
import { clock, range } from "../ui/format.js";
import { kindOf, losses, sentence } from "../ui/notes.js";
import { plural, t } from "../ui/text.js";

const WIDE = matchMedia("(min-width: 960px)");  // as in player.css: below it the notes begin closed
const AT_FIRST = 3;  // more would push the transcript out of view
const part = (id) => document.getElementById(id);

export class Notes {
  #root = part("notes");
  #list = part("notes-list");
  #seek;

  /** `seek` is called with the seconds where what a note is about begins. */
  constructor({ seek }) {
    this.#seek = seek;
    this.#list.addEventListener("click", (event) => {
      const place = event.target.closest("button[data-t]");
      if (place) this.#seek(Number(place.dataset.t));
    });
  }

  /** The notes of another video; hidden where it has none. */
  show({ notes }) {
    this.clear();
    if (!notes?.length) return;
    const lost = losses(notes);
    part("notes-title").textContent = lost.length ? t("Parts are missing") : t("About this file");
    part("notes-count").textContent = plural(notes.length, "{count} note", "{count} notes");
    this.#root.classList.toggle("incomplete", lost.length > 0);
    this.#root.querySelector("use").setAttribute("href", lost.length ? "#icon-warning" : "#icon-note");
    Object.assign(this.#root, { hidden: false, open: lost.length > 0 && WIDE.matches });
    this.#draw([...lost, ...notes.filter(({ loss }) => !loss)]);
  }

  clear() {
    Object.assign(this.#root, { hidden: true, open: false });
    this.#list.replaceChildren();
  }

  #draw(notes) {
    const items = notes.map(item);
    const [shown, rest] = notes.length > AT_FIRST + 1 ? [items.slice(0, AT_FIRST), items.slice(AT_FIRST)] : [items, []];
    this.#list.replaceChildren(...shown);
    if (rest.length) this.#list.append(h("li", {}, button(t("Show {count} more", { count: rest.length }), () => this.#showAll(rest))));
  }

  #showAll(rest) {
    this.#list.lastElementChild.replaceWith(...rest);
    rest[0].tabIndex = -1;
    rest[0].focus();  // the button that was pressed went away
  }
}

function item(note) {
  const kind = h("span", { class: "note-kind" }, kindOf(note));
  const head = h("span", { class: "note-head" }, kind, place(note));
  const text = h("p", { class: "note-text" }, sentence(note));
  return h("li", { class: note.loss ? "note loss" : "note" }, icon(note.loss ? "warning" : "note"), h("div", {}, head, text));
}

/** A button that plays from where the note's range begins; null of a note on the whole video. */
function place({ start_s: start, end_s: end }) {
  const from = start ?? end;
  if (from === null || from === undefined) return null;
  const label = h("span", { class: "unseen" }, `${t("Play from")} `);
  const named = { type: "button", class: "plain note-place", "data-t": String(from) };
  return h("button", named, label, start === null || end === null ? clock(from) : range(start, end));
}
