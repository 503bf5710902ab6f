// What an admin can do about a video that is not indexed: cancel it, try it again, let it go before or after others.

import { cancelVideo, retryVideo, setPriority } from "../api/client.js";
import { attempt } from "../api/http.js";
import { h } from "../ui/dom.js";
import { refusal as reasonOf } from "../ui/refusal.js";
import { t } from "../ui/text.js";
import { failed } from "../uploads/indexing-status.js";

const PRIORITIES = { high: t("High"), normal: t("Normal"), low: t("Low") };

/** The controls of a card; null where there are none. `changed()` is called once the service has done what was asked. */
export function videoControl({ video_id: id, title, status, priority }, { may, changed }) {
  if (!may || status === "indexed") return null;
  const bar = h("div", { class: "control" });
  const act = (call) => asked(bar, call, changed);
  if (status === "failed" || status === "cancelled") bar.append(actButton(t("Try again"), title, () => act(retryVideo(id))));
  if (status === "waiting") bar.append(priorityChoice(title, priority, (chosen) => act(setPriority(id, chosen))));
  if (status === "waiting" || status === "processing") bar.append(actButton(t("Cancel"), title, () => act(cancelVideo(id))));
  return bar;
}

/** A button of a list of many alike: which of them it is, is said to who cannot see it. */
export function actButton(label, about, onClick) {
  const element = h("button", { type: "button", class: "plain", "aria-label": `${label}: ${about}` }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Wait for `call` with the controls of `bar` out of reach; a refusal is shown in it, in the service's own words. */
export async function asked(bar, call, changed) {
  const controls = [...bar.querySelectorAll("button, select")];
  for (const control of controls) control.disabled = true;
  const { error } = await attempt(call);
  if (!error) return changed();
  for (const control of controls) control.disabled = false;
  bar.querySelector(".failed")?.remove();
  const refusal = failed(reasonOf(error));
  refusal.setAttribute("role", "alert");
  return bar.append(refusal);
}

function priorityChoice(title, priority, choose) {
  const options = Object.entries(PRIORITIES).map(([value, label]) => h("option", { value, selected: value === priority }, label));
  const select = h("select", { "aria-label": t("Priority of {title}", { title }) }, options);
  select.addEventListener("change", () => choose(select.value));
  return h("label", { class: "priority" }, t("Priority"), select);
}
