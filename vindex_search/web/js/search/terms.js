// The words of a question in a text: pure functions.

const SHORTEST = 3;  // letters of a word that the service marked; shorter ones are in every line
const SHORTEST_TYPED = 4;  // of a word as it was typed: "the" and "how" are in every line too
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

const WORD = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;  // from the first letter to the last: one attempt, whatever the text
const WHOLE = /[йїў]/i;  // letters that nobody types without their mark
const PLAIN = { ł: "l", Ł: "L", ø: "o", Ø: "O", đ: "d", Đ: "D", ð: "d", Ð: "D", ı: "i" };  // letters that do not decompose

/** What to look for of a question: its phrases and its words, without those it excludes. */
export function termsOf(q) {
  const quoted = [...q.matchAll(/(?:^|\s)(-?)"([^"]+)"/g)];
  const phrases = quoted.filter(([, minus]) => !minus).map(([, , phrase]) => phrase.trim());
  const rest = q.replace(/(^|\s)-?"[^"]*"/g, " ").split(/\s+/).filter((word) => !word.startsWith("-"));
  const words = rest.map((word) => word.match(WORD)?.[0] ?? "");
  return unique([...phrases, ...words.filter((word) => word.length >= SHORTEST_TYPED || UNSPACED.test(word))]);
}

/** What the service marked in its evidence: it knows the forms of a word, `lifted` for `lift`. */
export function markedTerms(evidence) {
  const marked = evidence.flatMap(({ text, highlights }) => {
    const points = Array.from(text ?? "");
    return (highlights ?? []).map(([start, end]) => points.slice(start, end).join("").trim());
  });
  return unique(marked.filter((term) => term.length >= SHORTEST || UNSPACED.test(term)));
}

/** Whether a text has letters of a script without spaces, in which one alone may be a word. */
export const unspaced = (text) => UNSPACED.test(text);

/** A text with as many characters, less their accents where people leave them out: as it may be typed. */
export function plain(text) {
  return text.replace(/[^\0-\x7f]/g, (letter) => {
    if (WHOLE.test(letter)) return letter;
    const bare = letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return bare.length === 1 ? PLAIN[bare] ?? bare : letter;
  });
}

/** A pattern that finds the terms in a plain text, at the beginning of words to their end; null of no terms. */
export function pattern(terms) {
  if (!terms.length) return null;
  const whole = (term) => `(?<![\\p{L}\\p{N}])${escaped(term)}[\\p{L}\\p{N}]*`;
  const one = (term) => (UNSPACED.test(term) ? escaped(term) : whole(term));
  const longestFirst = terms.map(plain).sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(one).join("|"), "giu");
}

/** The text cut where `found`, a pattern of `pattern`, matches: `[{text, marked}]`, which joined give the text again. */
export function cut(text, found) {
  const pieces = [];
  let at = 0;
  for (const match of found ? plain(text).matchAll(found) : []) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), marked: false });
    at = match.index + match[0].length;
    pieces.push({ text: text.slice(match.index, at), marked: true });
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

const escaped = (term) => term.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
const unique = (terms) => [...new Set(terms.filter(Boolean).map((term) => term.toLowerCase()))];
