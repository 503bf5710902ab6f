// Times and highlights as text: pure functions. Offsets are Unicode code points, as Python counts them; JavaScript
// strings count UTF-16 units, so every cut is made on `Array.from(text)`.

import { locale, number, t } from "./text.js";

const LONGEST_WORD = 30;  // beyond it the script has no spaces, as Chinese has none

/** `m:ss`, or `h:mm:ss` from one hour on. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `0:12–0:21`; one time alone where both ends fall in the same second. */
export function range(start, end) {
  return clock(start) === clock(end) ? clock(start) : `${clock(start)}–${clock(end)}`;
}

/** A length of time as people say it: `12 s`, `3 min`, `2 h`. */
export function about(seconds) {
  if (seconds < 0.05) return t("less than {time}", { time: `${number(0.1)} s` });
  if (seconds < 10) return `${number(Number(seconds.toFixed(1)))} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${number(Math.round(seconds / 3600))} h`;
}

/** A time in the viewer's own zone and way of writing; as it is where it is none. */
export const moment = (iso) => written(iso, { dateStyle: "medium", timeStyle: "short" });

/** `Jan 31, 2026` of `2026-01-31`, the same day wherever it is read. */
export const day = (date) => written(date, { dateStyle: "medium", timeZone: "UTC" });

/** `January 2026` of a date. */
export const month = (date) => written(date, { month: "long", year: "numeric", timeZone: "UTC" });

function written(iso, how) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleString(locale, how);
}

/** A size as people read it: `1.5 GB`. */
export function bytes(count) {
  const units = [t("bytes"), "KB", "MB", "GB", "TB"];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const size = count / 1000 ** power;
  const digits = power && size < 10 ? 1 : 0;
  const written = size.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${written} ${units[power]}`;
}

/** Sorted, clipped to the text, and without overlaps. */
export function merged(highlights, length) {
  const clipped = highlights
    .map(([start, end]) => [Math.max(0, start), Math.min(length, end)])
    .filter(([start, end]) => start < end)
    .sort((a, b) => a[0] - b[0]);
  const ranges = [];
  for (const [start, end] of clipped) {
    const last = ranges.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}

/** The text cut at its highlights: `[{text, marked}]`, which joined give the text again. */
export function pieces(text, highlights) {
  const points = Array.from(text);
  const cut = [];
  let at = 0;
  const push = (end, marked) => end > at && cut.push({ text: points.slice(at, end).join(""), marked });
  for (const [start, end] of merged(highlights, points.length)) {
    push(start, false);
    at = Math.max(at, start);
    push(end, true);
    at = end;
  }
  push(points.length, false);
  return cut;
}

/** At most about `limit` code points that hold the first highlight, cut at spaces, with the highlights moved along. */
export function excerpt(text, highlights, limit) {
  const points = Array.from(text);
  if (points.length <= limit) return { text, highlights };
  const first = merged(highlights, points.length)[0]?.[0] ?? 0;
  const from = wordStart(points, Math.min(first - Math.floor(limit / 4), points.length - limit));
  const to = from + limit < points.length ? wordStart(points, from + limit) : points.length;
  const lead = from > 0 ? "… " : "";
  const shift = lead.length - from;
  return {
    text: lead + points.slice(from, to).join("") + (to < points.length ? "…" : ""),
    highlights: highlights.map(([start, end]) => [Math.max(start, from) + shift, Math.min(end, to) + shift]),
  };
}

/** The start of the word that `at` falls in, or `at` itself where no word starts within a word's length before it. */
function wordStart(points, at) {
  if (at <= 0) return 0;
  const space = points.lastIndexOf(" ", at);
  return space < at - LONGEST_WORD ? at : space + 1;
}

/**
 * Evidence with the same words is one quotation: the speech and the words channel often find the same passage.
 * @returns {{text: string, channels: string[], highlights: number[][]}[]} in the order of the evidence
 */
export function quotations(evidence) {
  const byText = new Map();
  for (const { text, channel, highlights, source } of evidence) {
    if (!text) continue;
    const quotation = byText.get(text) ?? { text, channels: [], highlights: [], source: source ?? null };
    if (!quotation.channels.includes(channel)) quotation.channels.push(channel);
    quotation.highlights.push(...(highlights ?? []));
    byText.set(text, quotation);
  }
  return [...byText.values()];
}
