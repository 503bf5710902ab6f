// What a search is narrowed to, as plain data: `{workspace: ["films"], uploaded_after: "2026-01-31"}`; what is empty is
// not there. The names are those of the service, in the address of the page as well.

import { clock } from "../ui/format.js";

export const CHANNELS = { speech: "said", words: "words", screen: "on screen", visual: "seen", chapter: "chapter" };

const LISTS = ["workspace", "channels", "language", "speaker", "tag", "person", "place", "attribute"];
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
    label: `${name === "channels" ? "found as" : name}: ${CHANNELS[value] ?? value}`,
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
    if (from && to) return `length: ${clock(from)}–${clock(to)}`;
    return from ? `length: from ${clock(from)}` : `length: below ${clock(to)}`;
  },
  uploaded: (after, before) => between("uploaded", after, before),
  recorded: (after, before) => between("recorded", after, before),
};

function between(what, after, before) {
  if (after && before) return nextMonth(after) === before ? `${what}: ${after.slice(0, 7)}` : `${what}: ${after} to ${before}`;
  return after ? `${what} after: ${after}` : `${what} before: ${before}`;
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
