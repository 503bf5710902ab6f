// Text of files as readers can trust it: characters that steer or hide are written as escapes, as
// `vindex_search/common/text/visible.py` does. After U+202E `gpj.exe` would read as `exe.jpg`.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;
const BREAKS = "\t\n\r";  // white space to a browser
const JOINERS = "\u200c\u200d";
// What joiners are spelled after: letters without case (Persian, Indic scripts), marks, pictures (families).
const JOINED = /^[\p{Lo}\p{Mn}\p{Mc}\p{So}\p{Sk}]$/u;

/** The text with `\u202e` in the place of what steers or hides. A joiner that a highlight cuts off is kept. */
export function visible(text) {
  return text.replace(HIDDEN, (letter, at, whole) => (harmless(letter, at, whole) ? letter : escaped(letter)));
}

function harmless(letter, at, whole) {
  if (BREAKS.includes(letter)) return true;
  return JOINERS.includes(letter) && (at === 0 || JOINED.test(Array.from(whole.slice(Math.max(0, at - 2), at)).at(-1)));
}

/** As Python writes it: `\x1b`, `\u202e`, `\U000e0041`. */
function escaped(letter) {
  const hex = letter.codePointAt(0).toString(16);
  const [mark, length] = hex.length <= 2 ? ["x", 2] : hex.length <= 4 ? ["u", 4] : ["U", 8];
  return `\\${mark}${hex.padStart(length, "0")}`;
}
