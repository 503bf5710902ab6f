// How far a video in work is: a bar with what is being made, and whether what makes it is alive.

import { h, icon } from "../ui/dom.js";
import { about } from "../ui/format.js";
import { t } from "../ui/text.js";
import { ASSETS } from "./work.js";

/** The bar of a video; null where nobody works on it. Its share is of all assets, weighted by the time they take. */
export function progressBar({ progress, title }) {
  if (!progress) return null;
  const whole = percent(progress.share);
  const bar = h("progress", { max: "1", value: String(progress.share), "aria-label": t("{title}: {percent} done", { title, percent: whole }) });
  return h("div", { class: "progress", "aria-live": "off" }, bar, progress.is_silent ? silence(progress) : doing(progress, whole));
}

function doing({ asset, asset_share: share }, whole) {
  const what = asset ? `${ASSETS[asset] ?? asset.replaceAll("_", " ")} ${percent(share ?? 0)}` : t("waiting for its turn");
  return h("p", { class: "condition" }, h("span", {}, h("strong", {}, whole), ` · ${what}`));
}

function silence({ asset, silent_s: seconds }) {
  const what = t("No sign of life for {time}, at {asset}", { time: about(seconds), asset: ASSETS[asset] ?? asset.replaceAll("_", " ") });
  return h("p", { class: "condition silent" }, icon("warning"), what);
}

const percent = (share) => `${Math.floor(share * 100)} %`;

/** Everything of videos but how far they are: while this stays the same, bars move in place. */
export const settled = (videos) => JSON.stringify(videos.map(({ progress, ...rest }) => ({ ...rest, working: Boolean(progress) })));
