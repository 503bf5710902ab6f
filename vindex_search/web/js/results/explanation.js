// Why a moment was found: asked again with its reasons, shown below the card on request.

import { attempt } from "../api/http.js";
import { CHANNELS } from "../search/filters.js";
import { h, icon } from "../ui/dom.js";
import { refusal } from "../ui/refusal.js";
import { number, t } from "../ui/text.js";
import { runLink } from "../activity/run-link.js";

let panels = 0;

/** A button that opens and closes the reasons of the moment `name`; `explain` gives the moment with them, or null. */
export function whyButton(name, explain) {
  const id = `why-${(panels += 1)}`;
  const label = [icon("why"), t("Why?"), h("span", { class: "unseen" }, ` ${name}`)];
  const element = h("button", { type: "button", class: "plain", "aria-expanded": "false", "aria-controls": id }, label);
  const panel = h("div", { id, class: "why", hidden: true, "aria-live": "polite" });
  const toggle = () => {
    panel.hidden = !panel.hidden;
    element.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden && !panel.dataset.filled) fill(panel, explain);
  };
  element.addEventListener("click", toggle);
  return [element, panel];
}

async function fill(panel, explain) {
  panel.replaceChildren(h("p", {}, t("Asking…")));
  const { answer: moment, error } = await attempt(explain());
  if (!error) panel.dataset.filled = "true";
  if (error) panel.replaceChildren(h("p", { class: "fault" }, refusal(error)));
  else if (!moment) panel.replaceChildren(h("p", {}, t("The service does not find this moment any more: search again.")));
  else panel.replaceChildren(table(moment.evidence), ...origins(moment.evidence));
}

function table(evidence) {
  const head = [t("Found as"), t("Rank"), t("Share"), t("Weight"), t("Index score")].map((name) => h("th", { scope: "col" }, name));
  return h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, evidence.map(row)));
}

function row({ channel, rank, score, explanation }) {
  const share = explanation?.share ?? score;
  const cells = [rank ?? "–", rounded(share), rounded(explanation?.weight), rounded(explanation?.index_score)];
  const name = h("th", { scope: "row", class: `badge ${channel}` }, icon(channel), CHANNELS[channel] ?? channel);
  return h("tr", {}, name, cells.map((cell) => h("td", {}, String(cell))));
}

/** Where the evidence comes from, each origin once. */
function origins(evidence) {
  const known = evidence.map(({ explanation }) => explanation?.provenance).filter(Boolean);
  const unique = [...new Map(known.map((one) => [JSON.stringify(one), one])).values()];
  return unique.map(origin);
}

function origin({ model, code_version: code, video_version: version, run_id: run, run_url: url }) {
  const parts = [[t("Model"), model], [t("Code"), code], [t("Version of the video"), version]].filter(([, value]) => value);
  const listed = parts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  return h("dl", { class: "origin" }, listed, run ? h("div", {}, h("dt", {}, t("Made by")), h("dd", {}, runLink(run, url))) : null);
}

const rounded = (value) => (typeof value === "number" ? number(Number(value.toPrecision(3))) : "–");
