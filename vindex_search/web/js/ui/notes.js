// What a video lacks, and what was decided about its file, in words.

import { h, icon } from "./dom.js";

/** What of a video cannot be found. */
export const losses = (notes) => (notes ?? []).filter(({ loss }) => loss);

/** `sound_lost` as it stands alone: `Sound lost`. */
export const kindOf = ({ code }) => capital(code.replaceAll("_", " "));

/** The sentence of a note as it stands alone; the service begins it in lower case and ends it without a stop. */
export const sentence = ({ text }) => capital(/[.!?…]$/.test(text) ? text : `${text}.`);

/** The mark of a video that is indexed with losses, with the first of them; null of one that lacks nothing. */
export function incomplete(notes) {
  const [first, ...others] = losses(notes);
  if (!first) return null;
  const more = others.length ? ` And ${others.length} more.` : "";
  const said = h("span", { class: "clamped" }, h("strong", {}, "Incomplete"), ` ${sentence(first)}${more}`);
  return h("p", { class: "condition incomplete" }, icon("warning"), said);
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
