// The page behind a shared link, and the same as a player in a frame: what was shared, and nothing else.

import "../ui/static-texts.js";
import { attempt } from "../api/http.js";
import { PlayThrough } from "../sharing/play-through.js";
import { h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { pictureOf, shared, sourceOf } from "./link.js";

const part = (id) => document.getElementById(id);
const through = new PlayThrough(part("video"), { source, playing: mark });
let offersDownload = false;
show();

async function show() {
  const { answer, error } = await attempt(shared());
  if (error) return say(visible(error.message), true);
  document.title = part("title").textContent = visible(answer.title);
  offersDownload = answer.download;
  if (part("about")) about(answer);
  if (!offersDownload) part("video").setAttribute("controlslist", "nodownload");
  const items = answer.items.map((item) => ({ ...item, id: item.item }));
  const playable = items.filter(({ title }) => title !== null);
  if (!playable.length) return say(t("Nothing of what was shared is there any more."), true);
  through.of(playable);
  draw(items);
  return through.ready();
}

function about({ description, ends_at: ends }) {
  part("about").textContent = visible(description);
  part("ends").textContent = t("This link works until {date}.", { date: ends.slice(0, 10) });
}

function draw(items) {
  if (items.length < 2 || !part("items")) return;
  part("items").replaceChildren(...items.map(row));
}

function row(item) {
  const gone = item.title === null;
  const play = h("button", { type: "button", class: "item-play", disabled: gone }, gone ? t("This video is gone") : item.title);
  play.addEventListener("click", () => through.play(item.id));
  const picture = item.poster_url ? h("img", { src: pictureOf(item), alt: "", loading: "lazy" }) : h("span", { class: "no-picture" });
  const length = h("small", {}, item.duration_s ? clock(item.duration_s) : "");
  return h("li", { "data-item": item.id }, picture, h("div", { class: "item-what" }, play, length), item.note ? h("p", { class: "item-note" }, item.note) : null);
}

async function source(item) {
  const { answer, error } = await attempt(sourceOf(item, waiting));
  if (error) say(visible(error.message), true);
  if (answer) offer(answer.src);
  return answer ?? null;
}

function waiting({ state, progress, reason }) {
  if (state === "done") return say("");
  if (state === "failed") return say(visible(reason ?? ""), true);
  return say(t("The clip is being cut … {percent} %", { percent: Math.round(progress * 100) }));
}

function mark(item) {
  for (const row of part("items")?.children ?? []) {
    if (item && row.dataset.item === item.id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  if (item && part("note")) part("note").textContent = visible(item.note);
}

function offer(src) {
  if (offersDownload && part("download")) part("download").replaceChildren(h("a", { href: src, download: true }, t("Download")));
}

function say(sentence, isFault = false) {
  part("fault").textContent = sentence;
  part("fault").hidden = !sentence;
  part("fault").classList.toggle("fault", isFault);
}
