// What the page says, in the language of its reader. English stands in the code and is the key of the other tables; a
// text is a literal where it is used, by which a test finds all of them.

import { GERMAN } from "../strings/de/index.js";

const TABLES = { de: GERMAN };

/** The page's language, which `language.js` chose. */
export const language = document.documentElement.lang || "en";

/** The reader's own variety of it: dates of Austria are not those of Germany. */
export const locale = navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;

const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
const rules = new Intl.PluralRules(language);

/** A number as people of this language write it: `1,234.5`, `1.234,5`. */
export const number = (value) => numbers.format(value);

/** A text in the page's language; `{name}` in it stands for a value, of which numbers are written by `number`. */
export const t = (english, values = {}) => filled(TABLES[language]?.[english] ?? english, values);

/** The same of a number of things: `plural(3, "{count} video", "{count} videos")`; the second is the key of the tables. */
export function plural(count, one, many, values = {}) {
  const forms = TABLES[language]?.[many] ?? { one, other: many };
  return filled(forms[rules.select(count)] ?? forms.other, { count, ...values });
}

/** Several things as one says them: `a, b and c`. */
export const enumerated = (things) => new Intl.ListFormat(locale, { type: "conjunction" }).format(things);

function filled(text, values) {
  const written = (value) => (typeof value === "number" ? number(value) : String(value));
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? written(values[name]) : whole));
}

/** A sentence of the service, which is in English, where the page is; else `own`, which says the same of it. */
export const fromService = (english, own) => (language === "en" && english) || own;
