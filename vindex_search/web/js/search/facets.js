// The values that filters can take, with how many videos each finds, as plain data.

import { CHANNELS, RANGES } from "./filters.js";
import { month } from "../ui/format.js";
import { fromService, language, number, t } from "../ui/text.js";

/** By the service's name of a facet: the filter it is chosen by, and what people call it. */
export const FACETS = {
  channel: { filter: "channels", label: t("Found as") },
  workspace: { filter: "workspace", label: t("Workspace") },
  tag: { filter: "tag", label: t("Tag") },
  language: { filter: "language", label: t("Language") },
  speaker: { filter: "speaker", label: t("Speaker") },
  duration: { label: t("Length") },
  uploaded: { label: t("Uploaded") },
  person: { filter: "person", label: t("Person") },
  place: { filter: "place", label: t("Place") },
  recorded: { label: t("Recorded") },
  attribute: { filter: "attribute", label: t("Fact") },
};

const languages = new Intl.DisplayNames([language], { type: "language", fallback: "code" });

/**
 * The choices of a facet: `{value, label, count, chosen}`, and of a range its `bounds`. Chosen values that are not among
 * `values` are added, so that they can be given up. A count is null where nothing was counted.
 */
export function choicesOf(facet, values, filters) {
  if (facet in RANGES) return values.map((one) => rangeChoice(facet, one, filters));
  const chosen = filters[FACETS[facet].filter] ?? [];
  const others = chosen.filter((value) => values.every((one) => one.value !== value));
  return [...values, ...others.map((value) => ({ value, count: 0 }))].map(({ value, count }) => ({
    value,
    label: named(facet, value),
    count,
    chosen: chosen.includes(value),
  }));
}

/**
 * The bounds of a range once `toggled` was chosen or given up: those of all chosen choices and what lies between them.
 * Giving up one from the middle keeps those before it.
 */
export function boundsAfter(choices, toggled) {
  const chosen = choices.filter((one) => (one === toggled ? !one.chosen : one.chosen));
  const at = choices.indexOf(toggled);
  const before = chosen.filter((one) => choices.indexOf(one) < at);
  const kept = toggled.chosen && before.length ? before : chosen;
  return kept.length ? [kept[0].bounds[0], kept.at(-1).bounds[1]] : ["", ""];
}

function rangeChoice(facet, { value, count, from, to }, filters) {
  const bounds = [from, to].map((bound) => written(facet, bound));
  const [low, high] = RANGES[facet].map((name) => filters[name] ?? "");
  const within = (low === "" || compared(bounds[0], low) >= 0) && (high === "" || (bounds[1] !== "" && compared(bounds[1], high) <= 0));
  return { value, label: facet === "duration" ? fromService(value, lengths(from, to)) : monthly(value), count, bounds, chosen: (low !== "" || high !== "") && within };
}

/** `November 2026` of `2026-11`; what is no month as it is. */
const monthly = (value) => (/^\d{4}-\d\d$/.test(value) ? month(`${value}-01`) : value);

/** `5-20 min`, `under 1 min`, `over 2 h`: what lies between two bounds in seconds; an open one is null. */
function lengths(from, to) {
  const [unit, seconds] = (from || to - 1) < 3600 ? ["min", 60] : ["h", 3600];
  const [low, high] = [from, to].map((bound) => (bound ? number(bound / seconds) : ""));
  if (low && high) return `${low}-${high} ${unit}`;
  return low ? t("over {length}", { length: `${low} ${unit}` }) : t("under {length}", { length: `${high} ${unit}` });
}

/** A bound as the filter takes it: seconds, or the day in UTC; "" of none. */
function written(facet, bound) {
  if (bound === null || bound === undefined) return "";
  return facet === "uploaded" || facet === "recorded" ? String(bound).slice(0, 10) : String(bound);
}

const compared = (one, other) => (one.includes("-") || other.includes("-") ? one.localeCompare(other) : one - other);

function named(facet, value) {
  if (facet === "channel") return CHANNELS[value] ?? value;
  if (facet !== "language") return value;
  try {
    return languages.of(value);
  } catch (error) {
    if (error instanceof RangeError) return value;  // no code of a language that the browser knows
    throw error;
  }
}
