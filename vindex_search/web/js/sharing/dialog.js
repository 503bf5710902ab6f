// A dialog that is made when it is asked for and gone when it is closed.

import { h, icon } from "../ui/dom.js";
import { t } from "../ui/text.js";

/** Open a dialog with a title and content; returns it. The browser gives the focus back to where it was. */
export function openDialog(title, ...content) {
  const close = h("button", { type: "button", class: "round", "aria-label": t("Close") }, icon("close"));
  const dialog = h("dialog", { class: "sharing", "aria-label": title }, h("h2", {}, title), close, content);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A line that says what became of something: read aloud, and marked where it is a fault. */
export function stateLine() {
  const line = h("p", { class: "sharing-state", role: "status" });
  return {
    line,
    say(sentence, { fault = false } = {}) {
      line.classList.toggle("fault", fault);
      line.textContent = sentence;
    },
  };
}
