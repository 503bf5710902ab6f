// What became of a video in each run, asked for once it is opened.

import { history, page } from "../api/client.js";
import { attempt } from "../api/http.js";
import { button, h } from "../ui/dom.js";
import { about, moment } from "../ui/format.js";
import { runLink } from "./run-link.js";

const OUTCOMES = {
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
  working: "At work",
  partial: "In part",
};
const ASKED = {
  sensor: "by itself",
  backfill: "by a backfill",
  operator: "by an operator",
  command: "by a command",
  repair: "by a repair",
  reindex: "by a reindex",
};

/** `<details>` with the runs of a video, the newest first. */
export function historyOf(videoId, title) {
  const runs = h("ol", { class: "runs", "aria-label": `Attempts at ${title}, the newest first` });
  const state = h("p", { class: "history-state", role: "status" });
  const summary = h("summary", {}, "History", h("span", { class: "unseen" }, ` of ${title}`));
  const element = h("details", { class: "history", "aria-label": `History of ${title}` }, summary, runs, state);
  element.addEventListener("toggle", () => {
    if (element.open && !runs.childElementCount) fill(runs, state, history(videoId));
  });
  return element;
}

async function fill(runs, state, asking) {
  state.textContent = "Asking…";
  const { answer, error } = await attempt(asking);
  if (error) return state.replaceChildren(h("span", { class: "fault" }, error.message || "The service cannot be reached."));
  runs.append(...answer.runs.map(run));
  state.replaceChildren(...(runs.childElementCount ? [] : ["No attempt is recorded yet."]));
  return answer.next && state.append(button("Older runs", () => fill(runs, state, page(answer.next))));
}

function run({ outcome, began_at: began, seconds, asked_by: asked, run_id: id, run_url: url, hosts, steps }) {
  const where = hosts?.length ? ` on ${hosts.join(", ")}` : "";
  const head = h(
    "p",
    { class: "run-head" },
    h("strong", { class: `run-outcome ${outcome}` }, OUTCOMES[outcome] ?? outcome),
    h("time", { datetime: began }, moment(began)),
    h("span", {}, `${about(seconds)} of work, asked for ${ASKED[asked] ?? asked}${where}`),
    runLink(id, url),
  );
  return h("li", { class: "run" }, head, h("ul", { class: "attempts" }, steps.map(attemptLine)));
}

function attemptLine({ asset, outcome, seconds, try_number: number, reason }) {
  const again = number ? `, try ${number + 1}` : "";
  const said = `${asset.replaceAll("_", " ")}: ${outcome} in ${about(seconds)}${again}`;
  return h("li", { class: outcome }, said, reason ? h("span", { class: "attempt-reason" }, ` ${reason}`) : null);
}
