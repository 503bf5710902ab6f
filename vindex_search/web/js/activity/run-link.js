// The way to a run in Dagster's UI.

import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";

/** A link to a run, named by the first digits of its id; its name alone where the address is no web page. */
export function runLink(run, url) {
  const name = t("Dagster run {id}", { id: run.slice(0, 8) });
  const safe = /^https?:/.test(url ?? "");  // anything else in an address might run
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name) : name;
}
