// What a search is narrowed to, as plain data: `{workspace: ["films"], uploaded_after: "2026-01-31"}`; what is empty is
// not there. The names are those of the service, in the address of the page as well.

import { clock, day, month } from "../ui/format.js";
import { t } from "../ui/text.js";

export const CHANNELS = { speech: t("said"), words: t("words"), screen: t("on screen"), visual: t("seen"), chapter: t("chapter") };

const NAMES = {
  workspace: t("workspace"),
  channels: t("found as"),
  language: t("language"),
  speaker: t("speaker"),
  tag: t("tag"),
  person: t("person"),
  place: t("place"),
  attribute: t("fact"),
};
const LISTS = Object.keys(NAMES);
export const RANGES = {
  duration: ["duration_from", "duration_to"],
  uploaded: ["uploaded_after", "uploaded_before"],
  recorded: ["recorded_after", "recorded_before"],
};
const DATES = [...RANGES.uploaded, ...RANGES.recorded];
const BOUNDS = Object.values(RANGES).flat();
const DATE = /^\d{4}-\d\d-\d\d$/;
const SECONDS = /^\d{1,7}(\.\d+)?$/;

/** The filters in the parameters of an address; a channel that does not exist and a bound that is none are left out. */
export function readFilters(parameters) {
  const filters = {};
  for (const name of [...LISTS, ...BOUNDS]) {
    const values = parameters.getAll(name).filter((value) => allowed(name, value));
    if (values.length) filters[name] = BOUNDS.includes(name) ? values[0] : [...new Set(values)];
  }
  return filters;
}

/** Add the filters to the parameters of an address, in one fixed order. */
export function writeFilters(parameters, filters) {
  for (const { name, value } of each(filters)) parameters.append(name, value);
}

/** Filters of a form's entries `[name, value]`; of bounds the first one counts. */
export function filtersOf(entries) {
  const parameters = new URLSearchParams();
  for (const [name, value] of entries) if (value.trim()) parameters.append(name, value.trim());
  return readFilters(parameters);
}

/** One chip a value, and one a range: `{names, value, label}`; of a range the value is undefined. */
export function chipsOf(filters) {
  const listed = each(filters).filter(({ name }) => LISTS.includes(name));
  const lists = listed.map(({ name, value }) => ({
    names: [name],
    value,
    label: `${NAMES[name]}: ${CHANNELS[value] ?? value}`,
  }));
  const ranges = Object.entries(RANGES).filter(([, names]) => names.some((name) => filters[name]));
  return [...lists, ...ranges.map(([range, names]) => ({ names, label: LABELS[range](...names.map((name) => filters[name])) }))];
}

/** The filters without one value of one of them, or without a range. */
export function without(filters, { names, value }) {
  const others = each(filters).filter((one) => !names.includes(one.name) || (value ?? one.value) !== one.value);
  return filtersOf(others.map((one) => [one.name, one.value]));
}

const LABELS = {
  duration(from, to) {
    if (from && to) return t("length: {range}", { range: `${clock(from)}–${clock(to)}` });
    return from ? t("length: from {length}", { length: clock(from) }) : t("length: below {length}", { length: clock(to) });
  },
  uploaded: (after, before) =>
    between(after, before, {
      within: (range) => t("uploaded: {range}", { range }),
      since: (day) => t("uploaded after: {day}", { day }),
      until: (day) => t("uploaded before: {day}", { day }),
    }),
  recorded: (after, before) =>
    between(after, before, {
      within: (range) => t("recorded: {range}", { range }),
      since: (day) => t("recorded after: {day}", { day }),
      until: (day) => t("recorded before: {day}", { day }),
    }),
};

function between(after, before, { within, since, until }) {
  if (!before) return since(day(after));
  if (!after) return until(day(before));
  return within(nextMonth(after) === before ? month(after) : t("{from} to {to}", { from: day(after), to: day(before) }));
}

/** `2026-12-01` of `2026-11-01`; null where that is no beginning of a month. */
function nextMonth(date) {
  const [year, month, day] = date.split("-").map(Number);
  return day === 1 ? new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10) : null;
}

const each = (filters) =>
  [...LISTS, ...BOUNDS].flatMap((name) => [filters[name] ?? []].flat().map((value) => ({ name, value })));

function allowed(name, value) {
  if (name === "channels") return Object.hasOwn(CHANNELS, value);
  if (DATES.includes(name)) return DATE.test(value);
  return RANGES.duration.includes(name) ? SECONDS.test(value) : value.trim() !== "";
}
