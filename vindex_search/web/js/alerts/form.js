// Saves the question of the page under a name, with how rarely it may be wrong and whom it tells.

import { button, h } from "../ui/dom.js";
import { t } from "../ui/text.js";

const RATES = [10, 30, 100, 1000];
const USUAL = 100;

/** A form for a question's parameters; `save` gets what is asked for. */
export function saveForm(search, save) {
  const name = h("input", { name: "name", required: true, maxlength: 100, value: search.q.slice(0, 100) });
  const rate = h("select", { name: "one_in" }, RATES.map((one) => option(one)));
  const webhook = h("input", { name: "webhook", type: "url", placeholder: "https://" });
  const form = h("form", { class: "alert-form" },
    h("h3", {}, t("Save this search: “{q}”", { q: search.q })),
    labelled(t("Name"), name),
    labelled(t("False alarms, at most"), rate),
    labelled(t("Webhook, if any"), webhook),
    h("button", { type: "submit", class: "strong" }, t("Save")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save({ name: name.value.trim() || search.q, search, one_in: Number(rate.value), webhook: webhook.value.trim() });
  });
  return form;
}

/** The secret of a new webhook, which is shown this once. */
export function secretNotice(secret, close) {
  return h("p", { class: "alert-secret", role: "status" },
    t("Messages are signed with this secret. It is not shown again:"), " ", h("code", {}, secret), " ", button(t("Done"), close));
}

const labelled = (text, field) => h("label", {}, h("span", {}, text), " ", field);
const option = (one) =>
  h("option", { value: String(one), selected: one === USUAL }, t("one in {n} new videos", { n: one }));
