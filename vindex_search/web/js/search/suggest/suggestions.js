// What may be meant by what somebody types: titles, tags, frequent phrases and chapters, below the search box. Whatever
// goes wrong shows nothing: the search itself does not wait for it.

import { suggest } from "../../api/client.js";
import { attempt } from "../../api/http.js";
import { h, icon } from "../../ui/dom.js";
import { clock, pieces } from "../../ui/format.js";
import { plural, t } from "../../ui/text.js";
import { unspaced } from "../terms.js";
import { ListBox } from "./listbox.js";

const DEBOUNCE_MS = 110;  // sooner than the search itself: it is the cheaper question
const AT_MOST = 6;  // more would cover the answers, which are shown as one types
// An input method of a desk shows its own list where ours would be; a phone composes every word, and shows it below.
const ON_GLASS = matchMedia("(pointer: coarse)");
const SHORTEST = 2;  // letters; one alone is the beginning of everything
const KINDS = { title: ["film", t("video")], tag: ["filter", t("tag")], phrase: ["speech", t("phrase")], chapter: ["film", t("chapter")] };
const part = (id) => document.getElementById(id);

export class Suggestions {
  #input = part("q");
  #box;
  #found = [];
  #typing = 0;
  #loading = null;
  #workspaces;

  /** `take` is called with the suggestion chosen; `workspaces()` are those that the search is narrowed to. */
  constructor({ take, workspaces }) {
    this.#workspaces = workspaces;
    this.#box = new ListBox({ input: this.#input, list: part("suggestions"), choose: (at) => take(this.#found[at]) });
    this.#input.addEventListener("input", ({ isComposing }) => (isComposing && !ON_GLASS.matches ? this.close() : this.#typed()));
    this.#input.addEventListener("compositionend", () => this.#typed());
    this.#input.addEventListener("blur", () => this.close());
  }

  /** Show nothing, and nothing that is still to come. */
  close() {
    clearTimeout(this.#typing);
    this.#loading?.abort();
    this.#loading = null;
    this.#box.close();
  }

  #typed() {
    clearTimeout(this.#typing);
    this.#loading?.abort();
    const q = this.#input.value.trim();
    const enough = q.length >= SHORTEST || unspaced(q);
    if (!enough) return this.close();
    this.#typing = setTimeout(() => this.#ask(q), DEBOUNCE_MS);
  }

  async #ask(q) {
    const mine = (this.#loading = new AbortController());
    const how = { workspace: this.#workspaces(), limit: AT_MOST, signal: mine.signal };
    try {
      const { answer } = await attempt(suggest(q, how));
      if (mine === this.#loading) this.#show(answer?.suggestions ?? [], q);
    } catch (fault) {
      if (fault.name !== "AbortError") throw fault;
    }
  }

  /** A phrase that says no more than what is typed helps nobody. */
  #show(suggestions, q) {
    const more = ({ kind, text }) => kind !== "phrase" || text.toLowerCase() !== q.toLowerCase();
    this.#found = suggestions.filter(more);
    this.#box.show(this.#found.map(option));
    const count = this.#found.length;
    part("suggestions-count").textContent = count ? plural(count, "{count} suggestion: arrow keys", "{count} suggestions: arrow keys") : "";
  }
}

function option({ text, kind, count, highlights, start_s: start }) {
  const [drawing, name] = KINDS[kind] ?? ["search", kind];
  const words = pieces(text, highlights ?? []).map((piece) => (piece.marked ? h("mark", {}, piece.text) : piece.text));
  const where = start === null || start === undefined ? plural(count, "{count} video", "{count} videos") : t("at {time}", { time: clock(start) });
  const known = kind === "title" && count === 1 ? name : `${name} · ${where}`;
  return h("li", { class: "suggestion" }, icon(drawing), h("bdi", {}, words), h("small", {}, known));
}
