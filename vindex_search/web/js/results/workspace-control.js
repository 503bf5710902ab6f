// Above the library: the workspaces that are paused, and those in which videos are on their way, to be paused.

import { pauseWorkspace, resumeWorkspace } from "../api/client.js";
import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";
import { actButton, asked } from "./video-control.js";

const COMING = ["waiting", "processing"];

/** A row for each of them, null where there is none; only an admin gets the buttons, and rows without a pause. */
export function workspaceControl(videos, { may, paused, changed }) {
  const coming = videos.filter(({ status }) => COMING.includes(status)).map(({ workspace }) => workspace);
  const names = [...new Set([...paused, ...(may ? coming : [])])].sort();
  if (!names.length) return null;
  const rows = names.map((name) => row(name, paused.includes(name), may, changed));
  return h("ul", { class: "workspaces", "aria-label": t("Workspaces") }, rows);
}

function row(name, isPaused, may, changed) {
  const said = isPaused ? t("is paused: nothing more of it is indexed") : t("is being indexed");
  const bar = h("li", { class: "control" }, h("span", {}, h("bdi", {}, name), ` ${said}`));
  if (!may) return bar;
  const [label, call] = isPaused ? [t("Resume"), resumeWorkspace] : [t("Pause"), pauseWorkspace];
  bar.append(actButton(label, name, () => asked(bar, call(name), changed)));
  return bar;
}
