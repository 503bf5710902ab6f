// The uploads: a panel where files are chosen, and one row for each of them.

import { h } from "../ui/dom.js";
import { bytes } from "../ui/format.js";
import { plural, t } from "../ui/text.js";
import { UploadRow } from "./row.js";

const AT_ONCE = 2;  // so that a long file does not hold up a short one, and both get most of the line
const NEW = "";  // the value of the choice that asks for a name
// Of more than a hundred kinds of files that are taken.
const WELL_KNOWN = ["mp4", "mov", "mkv", "webm", "avi", "mpg", "mts", "mxf", "mp3", "m4a", "wav", "vtt", "srt"];
const part = (id) => document.getElementById(id);

export class Uploads {
  #root = part("uploads");
  #button = part("upload-button");
  #choice = part("upload-workspace");
  #name = part("upload-new");
  #waiting = [];
  #running = 0;
  #status = null;

  constructor() {
    this.#button.addEventListener("click", () => (this.#root.hidden ? this.open() : this.close()));
    part("uploads-close").addEventListener("click", () => this.close());
    this.#choice.addEventListener("change", () => this.#askForName());
    part("upload-files").addEventListener("change", ({ target }) => {
      this.take([...target.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
      target.value = "";  // the same file can be chosen again
    });
  }

  /** Whether the caller may upload at all. */
  get offered() {
    return this.#status?.permissions?.includes("upload") ?? false;
  }

  /** What the service allows this caller; null: nothing is known of them. */
  offer(status) {
    this.#status = status;
    this.#button.hidden = !this.offered;
    if (!this.offered) return this.#show(false);
    part("upload-files").accept = (status.suffixes ?? []).join(",");
    const most = status.max_bytes ? `${t("At most {size} each.", { size: bytes(status.max_bytes) })} ` : "";
    part("upload-limits").textContent = most + kinds(status.suffixes ?? []);
    part("upload-limits").title = (status.suffixes ?? []).join(" ");
    return this.#chooseFrom(status.workspaces ?? []);
  }

  open() {
    this.#show(true);
    (this.#name.value || !this.#choice.hidden ? part("upload-files") : this.#name).focus();
  }

  /** True where it was open; uploads go on. */
  close() {
    if (this.#root.hidden) return false;
    this.#show(false);
    this.#button.focus();
    return true;
  }

  /** Upload `[{file, name}]` to the workspace chosen. */
  take(files) {
    this.#show(true);
    const workspace = this.#choice.value || this.#name.value.trim();
    this.#name.toggleAttribute("aria-invalid", !workspace);
    part("upload-fault").textContent = workspace ? "" : t("Say which workspace first, then choose the files again.");
    if (!workspace) return this.#name.focus();
    const rows = files.map((file) => new UploadRow({ ...file, workspace }));
    part("upload-rows").prepend(...rows.map((row) => row.element));
    this.#waiting.push(...rows);
    return this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length) {
      this.#running += 1;
      this.#waiting.shift().run().finally(() => ((this.#running -= 1), this.#next()));
    }
  }

  #show(open) {
    this.#root.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
  }

  #chooseFrom(workspaces) {
    const chosen = this.#choice.value;
    const options = workspaces.map((name) => h("option", { value: name }, name));
    this.#choice.replaceChildren(...options, h("option", { value: NEW }, t("A new workspace…")));
    if (workspaces.includes(chosen)) this.#choice.value = chosen;
    this.#choice.parentElement.hidden = this.#choice.hidden = workspaces.length === 0;
    this.#askForName({ focus: false });
  }

  #askForName({ focus = true } = {}) {
    const asked = this.#choice.value === NEW;
    this.#name.parentElement.hidden = !asked;
    if (asked && focus) this.#name.focus();
  }
}

/** The suffixes that people know, and how many more there are. */
function kinds(suffixes) {
  const known = WELL_KNOWN.filter((name) => suffixes.includes(`.${name}`));
  const others = suffixes.length - known.length;
  if (!others) return known.join(", ");
  const names = { known: known.join(", ") };
  return plural(others, "{known} and {count} other kind", "{known} and {count} other kinds", names);
}
