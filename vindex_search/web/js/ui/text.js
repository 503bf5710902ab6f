// What the page says, in the language of its reader. English stands in the code and is the key of the other tables.

import { GERMAN } from "../strings/de/index.js";

const TABLES = { de: GERMAN };

/** The page's language: the first of the browser's that it has. */
export const language = languageOf(navigator.languages);

/** The first language of a list that the page has, by its primary subtag; else English. */
export function languageOf(preferred) {
  const primary = preferred.map((tag) => tag.split("-")[0].toLowerCase());
  return primary.find((one) => one === "en" || one in TABLES) ?? "en";
}

/** A text in the page's language; `{name}` in it stands for a value. */
export function t(english, values = {}) {
  const text = TABLES[language]?.[english] ?? english;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
