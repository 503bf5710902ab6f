// The dialog that puts the video or the moment that plays on a list.

import { attempt } from "../api/http.js";
import { h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { addItem, lists, makeList } from "./calls.js";
import { openDialog, stateLine } from "./dialog.js";

const NEW = "";

/** `what` is `{videoId, workspace, start, end}`; `start` and `end` are null where no moment plays. */
export async function openAdd(what) {
  const { line, say } = stateLine();
  const list = h("select", { name: "list" });
  const title = h("label", {}, t("Name of the new list"), h("input", { name: "title", maxlength: "120", autocomplete: "off" }));
  const note = h("textarea", { name: "note", rows: "2", maxlength: "1000" });
  const add = h("button", { class: "strong" }, t("Add"));
  const form = h("form", {}, h("label", {}, t("List"), list), title, scope(what), h("label", {}, t("Note"), note), add, line);
  const showTitle = () => (title.hidden = list.value !== NEW);
  list.addEventListener("change", showTitle);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    put(form, what, say);
  });
  openDialog(t("Add to a list"), form);
  const { answer, error } = await attempt(lists());
  if (error) say(visible(error.message), { fault: true });
  const own = (answer?.collections ?? []).filter(({ workspace }) => workspace === what.workspace);
  list.replaceChildren(...own.map(({ id, title }) => h("option", { value: id }, title)), h("option", { value: NEW }, t("New list …")));
  showTitle();
}

/** What to add: the moment, where one plays, or the whole video. */
function scope({ start, end }) {
  if (start === null) return null;
  const choice = (value, text, checked) => h("label", { class: "choice" }, h("input", { type: "radio", name: "scope", value, checked }), text);
  const moment = t("The moment from {start} to {end}", { start: clock(start), end: clock(end) });
  return h("fieldset", {}, h("legend", {}, t("What")), choice("moment", moment, true), choice("video", t("The whole video"), false));
}

async function put(form, { videoId, workspace, start, end }, say) {
  const { list, title, note, scope } = form.elements;
  const range = scope?.value === "moment" ? { start_s: start, end_s: end } : {};
  const { answer, error } = await attempt(onto(list.value, workspace, title.value, { video_id: videoId, note: note.value, ...range }));
  if (error) return say(visible(error.message), { fault: true });
  say(t("Added to “{title}”.", { title: visible(answer.title) }));
  form.querySelector("button.strong").disabled = true;
  return form.append(h("a", { href: `/lists?id=${encodeURIComponent(answer.id)}` }, t("Open the list")));
}

async function onto(id, workspace, title, item) {
  const made = id === NEW ? (await makeList(workspace, title)).id : id;
  return addItem(made, item);
}
