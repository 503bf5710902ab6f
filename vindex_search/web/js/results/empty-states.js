// What the page says beside or instead of a list: an empty library, nothing found, no match, no service, a problem.

import { Unreachable } from "../api/http.js";
import { button, h, icon } from "../ui/dom.js";
import { plural } from "../ui/format.js";
import { panel } from "../ui/panel.js";

/** `uploads` is the service's own word for where files go; `choose` opens the upload, null where it is not allowed. */
export function emptyLibrary(uploads, choose) {
  const how = choose
    ? "Drop videos anywhere on this page, or put them in the uploads folder."
    : "Put a video in the uploads folder.";
  return panel(
    "film",
    "The library is empty",
    h("p", {}, `${how} It appears here by itself, and can be searched once it is indexed.`),
    uploads ? h("p", {}, h("code", {}, uploads)) : null,
    choose ? button("Upload videos", choose) : null,
  );
}

/** Filters that leave no video of the library; `clear` takes them away. */
export const emptyChoice = (clear) =>
  panel("filter", "No video fits these filters", h("p", {}, "Take one away, or all of them."), button("Clear filters", clear));

/** `counts` are videos by status; where some are on their way, that is the likely cause. */
export function nothingFound(asked, counts, { narrowed = false, message = null } = {}) {
  const coming = (counts?.processing ?? 0) + (counts?.waiting ?? 0);
  let hint = message ?? "Try fewer words, or say it another way.";
  if (coming) hint = `${plural(coming, "video is", "videos are")} still being indexed; the moment may be in there.`;
  else if (counts?.indexed === 0) hint = "No video is indexed yet.";
  else if (narrowed) hint = "Filters are on: with fewer of them there may be more.";
  return panel("search", `Nothing found for ${asked}`, h("p", {}, hint));
}

/** Above moments that do not answer the question. */
export function unmatched(message) {
  const title = h("h2", {}, icon("search"), message ?? "Nothing in your library matches this.");
  return h("div", { class: "unmatched" }, title, h("p", {}, "These are only the nearest moments."));
}

/** How many videos the answer could not look at; null of none. */
export function gaps({ coverage, message, matched }) {
  const missing = coverage ? coverage.videos - coverage.searchable : 0;
  if (missing <= 0) return null;
  const counted = `${missing} of ${plural(coverage.videos, "video")} ${missing === 1 ? "is" : "are"} not searchable yet.`;
  const said = matched === false || !message ? counted : message.includes(String(missing)) ? message : `${message} ${counted}`;
  return h("p", { class: "gaps" }, icon("warning"), said);
}

/** The failed call in plain words, with a way to try again. */
export function failure(error, retry) {
  const [title, detail] =
    error instanceof Unreachable
      ? ["The service cannot be reached", "It may be starting, or the connection is gone."]
      : [error.title, error.detail];
  const element = panel("warning", title, detail ? h("p", {}, detail) : null, button("Try again", retry));
  element.setAttribute("role", "alert");
  return element;
}
