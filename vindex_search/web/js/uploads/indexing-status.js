// How far the indexing of a video is.

import { video } from "../api/client.js";
import { attempt } from "../api/http.js";
import { h, icon } from "../ui/dom.js";
import { ASSETS, STATES } from "../activity/work.js";
import { t } from "../ui/text.js";

const FIRST_MS = 3000;
const LONGEST_MS = 30_000;
const ENDS = ["indexed", "failed", "cancelled"];
const SLOWER = 1.4;  // a long video takes minutes: after half of one, two questions a minute are enough

/** Why a video could not be indexed. */
export const failed = (reason) =>
  h("p", { class: "condition failed" }, icon("warning"), reason || t("It could not be indexed."));

/** The assets of a video as a slim line of steps; null where there are none to show. */
export function steps(assets) {
  if (!assets?.length) return null;
  const done = assets.filter(({ status }) => status === "done").length;
  const items = assets.map(({ asset, status }) => {
    const label = `${ASSETS[asset] ?? asset.replaceAll("_", " ")}: ${STATES[status] ?? status}`;
    return h("li", { class: `step ${status}`, title: label }, h("span", { class: "unseen" }, label));
  });
  return h("ol", { class: "steps", "aria-label": t("{done} of {count} steps done", { done, count: assets.length }) }, items);
}

/**
 * Call `changed` with the video each time it is another, until it is indexed, failed or cancelled, or `signal` aborts.
 * Between upload and the pipeline's next look at the bucket the service does not know it: null.
 */
export async function watch(videoId, changed, signal) {
  let shown;
  for (let wait = FIRST_MS; !signal.aborted; wait = Math.min(LONGEST_MS, wait * SLOWER)) {
    const { answer = null, error } = document.hidden ? {} : await attempt(video(videoId));
    const now = JSON.stringify(answer);
    if (!signal.aborted && now !== shown && (answer || error?.status === 404)) changed(answer);
    if (answer) shown = now;
    if (ENDS.includes(answer?.status)) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
