// What became of a video in each run, asked for once it is opened.

import { history, page } from "../api/client.js";
import { attempt } from "../api/http.js";
import { button, h } from "../ui/dom.js";
import { about, moment } from "../ui/format.js";
import { t } from "../ui/text.js";
import { refusal } from "../ui/refusal.js";
import { runLink } from "./run-link.js";
import { ASKED_BY, ASSETS, OUTCOMES, STATES } from "./work.js";

/** `<details>` with the runs of a video, the newest first. */
export function historyOf(videoId, title) {
  const runs = h("ol", { class: "runs", "aria-label": t("Attempts at {title}, the newest first", { title }) });
  const state = h("p", { class: "history-state", role: "status" });
  const summary = h("summary", {}, t("History"), h("span", { class: "unseen" }, ` ${t("of {title}", { title })}`));
  const element = h("details", { class: "history", "aria-label": `${t("History")} ${t("of {title}", { title })}` }, summary, runs, state);
  element.addEventListener("toggle", () => {
    if (element.open && !runs.childElementCount) fill(runs, state, history(videoId));
  });
  return element;
}

async function fill(runs, state, asking) {
  state.textContent = t("Asking…");
  const { answer, error } = await attempt(asking);
  if (error) return state.replaceChildren(h("span", { class: "fault" }, refusal(error)));
  runs.append(...answer.runs.map(run));
  state.replaceChildren(...(runs.childElementCount ? [] : [t("No attempt is recorded yet.")]));
  return answer.next && state.append(button(t("Older runs"), () => fill(runs, state, page(answer.next))));
}

function run({ outcome, began_at: began, seconds, asked_by: asked, run_id: id, run_url: url, hosts, steps }) {
  const where = hosts?.length ? ` ${t("on {hosts}", { hosts: hosts.join(", ") })}` : "";
  const head = h(
    "p",
    { class: "run-head" },
    h("strong", { class: `run-outcome ${outcome}` }, OUTCOMES[outcome] ?? outcome),
    h("time", { datetime: began }, moment(began)),
    h("span", {}, t("{time} of work, asked for {whom}", { time: about(seconds), whom: ASKED_BY[asked] ?? asked }) + where),
    runLink(id, url),
  );
  return h("li", { class: "run" }, head, h("ul", { class: "attempts" }, steps.map(attemptLine)));
}

function attemptLine({ asset, outcome, seconds, try_number: number, reason }) {
  const what = { asset: ASSETS[asset] ?? asset.replaceAll("_", " "), outcome: STATES[outcome] ?? outcome, time: about(seconds) };
  const again = number ? `, ${t("try {number}", { number: number + 1 })}` : "";
  const said = t("{asset}: {outcome} in {time}", what) + again;
  return h("li", { class: outcome }, said, reason ? h("span", { class: "attempt-reason" }, ` ${reason}`) : null);
}
