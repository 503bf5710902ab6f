// The texts of the page's own HTML, put into its language before it is seen. `data-t` names what of an element people
// read: nothing or `text` is its text, anything else an attribute.

import { t } from "./text.js";

for (const element of document.querySelectorAll("[data-t]")) {
  for (const what of (element.dataset.t || "text").split(" ")) translate(element, what);
}

function translate(element, what) {
  if (what === "text") element.textContent = t(element.textContent);
  else element.setAttribute(what, t(element.getAttribute(what)));
}
