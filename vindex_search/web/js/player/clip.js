// The form that makes a clip of the video that plays: from, to, as what; then how far it is, and the file.

import { clip as lookAt, makeClip } from "../api/client.js";
import { attempt } from "../api/http.js";
import { h } from "../ui/dom.js";
import { refusal } from "../ui/refusal.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";

const LOOK_MS = 700;
const LENGTH_S = 10;  // where no moment says how long
const part = (id) => document.getElementById(id);

export class ClipForm {
  #form = part("clip");
  #opener = part("clip-button");
  #videoId = null;
  #range = [0, LENGTH_S];
  #looking = 0;
  #at;

  /** `at` tells the second that plays. */
  constructor({ at }) {
    this.#at = at;
    this.#opener.addEventListener("click", () => this.#show(this.#form.hidden));
    part("clip-here").addEventListener("click", () => this.#set("start", this.#at()));
    part("clip-there").addEventListener("click", () => this.#set("end", this.#at()));
    this.#form.addEventListener("submit", (event) => this.#ask(event));
  }

  /** The video and the moment that plays; what was typed stays while the moment does. */
  of(videoId, current, from) {
    const [start, end] = current ? [current.start_s, current.end_s] : [from, from + LENGTH_S];
    const same = videoId === this.#videoId && start === this.#range[0] && end === this.#range[1];
    if (same) return;
    if (videoId !== this.#videoId) this.clear();
    [this.#videoId, this.#range] = [videoId, [start, end]];
    this.#set("start", start);
    this.#set("end", end);
  }

  clear() {
    clearTimeout(this.#looking);
    this.#videoId = null;
    this.#show(false);
    part("clip-state").replaceChildren();
  }

  #show(open) {
    this.#form.hidden = !open;
    this.#opener.setAttribute("aria-expanded", String(open));
    if (open) this.#form.elements.start.focus();
  }

  #set(name, seconds) {
    this.#form.elements[name].value = clockTime(seconds);
  }

  async #ask(event) {
    event.preventDefault();
    const { start, end, kind, burnt } = this.#form.elements;
    const [from, to] = [seconds(start.value), seconds(end.value)];
    if (from === null || to === null) return this.#say(t("Times are seconds, or minutes and seconds such as 1:23.5."));
    const [format, mode] = kind.value.split(" ");
    const subtitles = burnt.checked && format === "mp4" && mode === "exact" ? "burnt" : "none";
    this.#say(t("Asking for the clip …"));
    clearTimeout(this.#looking);
    return this.#follow(this.#videoId, attempt(makeClip(this.#videoId, { start: from, end: to, format, mode, subtitles })));
  }

  async #follow(videoId, asking) {
    const { answer, error } = await asking;
    if (videoId !== this.#videoId) return;
    if (error || answer.state === "failed") return this.#say(error ? refusal(error) : visible(answer.reason));
    if (answer.state === "done") return this.#offer(answer);
    this.#say(answer.state === "waiting" ? t("Waiting for its turn …") : t("Cutting … {percent} %", { percent: Math.round(answer.progress * 100) }));
    this.#looking = setTimeout(() => this.#follow(videoId, attempt(lookAt(answer.job))), LOOK_MS);
  }

  #offer({ url, start_s: from, end_s: to, note }) {
    const link = h("a", { href: url, download: true }, t("Download the clip"));
    part("clip-state").replaceChildren(link, ` ${t("{from} to {to}; kept for a day.", { from: clockTime(from), to: clockTime(to) })} ${note ?? ""}`);
  }

  #say(sentence) {
    part("clip-state").replaceChildren(sentence);
  }
}

/** `m:ss.mmm`, without zeros at the end. */
export function clockTime(time) {
  const milliseconds = Math.max(0, Math.round(time * 1000));
  const [minutes, rest] = [Math.floor(milliseconds / 60000), (milliseconds % 60000) / 1000];
  const [whole, part] = rest.toFixed(3).split(".");
  return `${minutes}:${whole.padStart(2, "0")}${`.${part}`.replace(/\.?0+$/, "")}`;
}

/** Seconds of `1:23.5` or `83.5`; null where it is no time. */
export function seconds(text) {
  const found = /^(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:[.,]\d{1,6})?)$/.exec(text.trim());
  if (!found) return null;
  return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3].replace(",", "."));
}
