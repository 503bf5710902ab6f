// What is said about the video that plays: below the player, closed until it is asked for.

import { h } from "../ui/dom.js";
import { clockTime } from "../ui/recorded.js";
import { t } from "../ui/text.js";

const part = (id) => document.getElementById(id);

/** Show a description, as the service gives it; of null nothing. */
export function showAbout(said) {
  const facts = said ? factsOf(said) : [];
  const texts = (said?.text ?? "").split("\n\n").filter(Boolean);
  part("about").hidden = !(facts.length || texts.length);
  part("about-text").replaceChildren(...texts.map((text) => h("p", {}, h("bdi", {}, text))));
  part("about-facts").replaceChildren(...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function factsOf(said) {
  const recorded = clockTime(said.recorded_at) || said.recorded_at;
  const link = said.source_url ? h("a", { href: said.source_url, rel: "noreferrer nofollow" }, said.source_url) : null;
  const facts = [[t("People"), said.people.join(", ")], [t("Recorded"), recorded], [t("Place"), said.place], [t("Source"), link]];
  return [...facts, ...Object.entries(said.attributes)].filter(([, value]) => value);
}
