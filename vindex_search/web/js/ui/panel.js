// A message in place of a list.

import { h, icon } from "./dom.js";

/** A drawing, a title and whatever follows. */
export function panel(drawing, title, ...rest) {
  return h("div", { class: "panel" }, icon(drawing), h("h2", {}, title), rest);
}
