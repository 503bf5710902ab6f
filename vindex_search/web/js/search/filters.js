// What a search is narrowed to, as plain data: `{workspace: ["films"], uploaded_after: "2026-01-31"}`; what is empty is
// not there. The names are those of the service, in the address of the page as well.

export const CHANNELS = { speech: "said", words: "words", screen: "on screen", visual: "seen" };

const LISTS = ["workspace", "channels", "language", "speaker", "tag"];
const DATES = ["uploaded_after", "uploaded_before"];
const LABELS = { channels: "found as", uploaded_after: "uploaded after", uploaded_before: "uploaded before" };

/** The filters in the parameters of an address; a channel that does not exist and a date that is none are left out. */
export function readFilters(parameters) {
  const filters = {};
  for (const name of [...LISTS, ...DATES]) {
    const values = parameters.getAll(name).filter((value) => allowed(name, value));
    if (values.length) filters[name] = DATES.includes(name) ? values[0] : [...new Set(values)];
  }
  return filters;
}

/** Add the filters to the parameters of an address, in one fixed order. */
export function writeFilters(parameters, filters) {
  for (const { name, value } of each(filters)) parameters.append(name, value);
}

/** Filters of a form's entries `[name, value]`; of dates the first one counts. */
export function filtersOf(entries) {
  const parameters = new URLSearchParams();
  for (const [name, value] of entries) if (value.trim()) parameters.append(name, value.trim());
  return readFilters(parameters);
}

/** One chip a value: `{name, value, label}`. */
export const chipsOf = (filters) =>
  each(filters).map(({ name, value }) => ({ name, value, label: `${LABELS[name] ?? name}: ${CHANNELS[value] ?? value}` }));

/** The filters without one value of one of them. */
export function without(filters, { name, value }) {
  const others = each(filters).filter((one) => one.name !== name || one.value !== value);
  return filtersOf(others.map((one) => [one.name, one.value]));
}

const each = (filters) =>
  [...LISTS, ...DATES].flatMap((name) => [filters[name] ?? []].flat().map((value) => ({ name, value })));

function allowed(name, value) {
  if (name === "channels") return Object.hasOwn(CHANNELS, value);
  return DATES.includes(name) ? /^\d{4}-\d\d-\d\d$/.test(value) : value.trim() !== "";
}
