// What the search is narrowed to, as chips beside the button of the filters: each takes its part back.

import { likened } from "../route.js";
import { h, icon } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { t } from "../ui/text.js";
import { chipsOf, without } from "./filters.js";

const root = document.getElementById("chips");

/**
 * Show what is asked now; `titleOf` names a video, `change` is called with what is asked once a chip was removed. True
 * where the keyboard was on a chip, which is gone.
 */
export function showChips({ filters, like, picture }, titleOf, change) {
  const chips = chipsOf(filters).map((one) => chip(one.label, () => change({ filters: without(filters, one) })));
  if (like) chips.unshift(chip(named(like, titleOf), () => change({ like: null })));
  if (picture) chips.unshift(chip(t("picture: {name}", { name: picture.name || t("pasted") }), () => change({ picture: null }), "picture"));
  const lost = root.contains(document.activeElement);
  root.replaceChildren(...chips);
  root.hidden = chips.length === 0;
  return lost;
}

function named(like, titleOf) {
  const at = likened(like);
  return at ? t("like {time} in {title}", { time: clock(at.t), title: titleOf(at.videoId) ?? t("a video") }) : t("like {what}", { what: like });
}

function chip(label, remove, drawing = null) {
  const name = { type: "button", class: "chip", "aria-label": t("Remove {name}", { name: label }) };
  const element = h("button", name, drawing ? icon(drawing) : null, h("span", {}, label), icon("close"));
  element.addEventListener("click", remove);
  return h("li", {}, element);
}
