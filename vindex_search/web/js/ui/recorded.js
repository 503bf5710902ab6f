// The clock time of a moment, as clocks showed it where the video was recorded: no other zone is put in its place.

import { locale } from "./text.js";

const WRITTEN = { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" };
const STATED = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/;

/** `Mar 1, 2026, 2:31:30 PM` at `seconds` into a recording that began at an ISO 8601 time; "" where only the day is known. */
export function clockTime(recorded, seconds = 0) {
  const parts = STATED.exec(recorded ?? "");
  if (!parts) return "";
  const [year, month, ...rest] = parts.slice(1).map(Number);
  const shown = new Date(Date.UTC(year, month - 1, ...rest) + Math.floor(seconds) * 1000);
  return Number.isNaN(shown.getTime()) ? "" : shown.toLocaleString(locale, WRITTEN);
}
