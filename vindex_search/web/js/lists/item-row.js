// One item of a list: what it is, its note, and what can be done with it.

import { h, icon } from "../ui/dom.js";
import { clock, range } from "../ui/format.js";
import { t } from "../ui/text.js";

/** `on` has `play`, `move(item, to)`, `note(item, text)` and `remove`; `may` says whether the viewer may edit. */
export function itemRow(item, { at, last, may, on }) {
  const gone = item.video_id === null;
  const play = h("button", { type: "button", class: "item-play", disabled: gone }, gone ? t("This video is gone") : item.title);
  play.addEventListener("click", () => on.play(item));
  const when = item.start_s === null ? (item.duration_s ? clock(item.duration_s) : "") : range(item.start_s, item.end_s);
  const row = h("li", { "data-item": item.id }, picture(item), h("div", { class: "item-what" }, play, h("small", {}, when)), note(item, may, on), may ? tools(item, at, last, on) : null);
  if (may) row.addEventListener("keydown", (event) => moveByKey(event, item, at, last, on));
  return row;
}

const picture = ({ thumbnail_url: src }) => (src ? h("img", { src, alt: "", loading: "lazy" }) : h("span", { class: "no-picture" }));

function note(item, may, on) {
  if (!may) return item.note ? h("p", { class: "item-note" }, item.note) : null;
  const text = h("textarea", { class: "item-note", rows: "1", maxlength: "1000", placeholder: t("Note"), "aria-label": t("Note on {title}", { title: item.title ?? "" }) });
  text.value = item.note;
  text.addEventListener("change", () => on.note(item, text.value));
  return text;
}

function tools(item, at, last, on) {
  const tool = (drawing, label, disabled, act) => {
    const element = h("button", { type: "button", class: "round", "aria-label": label, title: label, disabled }, icon(drawing));
    element.addEventListener("click", act);
    return element;
  };
  return h(
    "div", { class: "item-do" },
    tool("up", t("Move up"), at === 0, () => on.move(item, at - 1)),
    tool("down", t("Move down"), at === last, () => on.move(item, at + 1)),
    tool("close", t("Take off the list"), false, () => on.remove(item)),
  );
}

function moveByKey(event, item, at, last, on) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.altKey) return;
  event.preventDefault();
  const to = at + step;
  if (to >= 0 && to <= last) on.move(item, to);
}
