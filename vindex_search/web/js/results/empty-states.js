// What the page says beside or instead of a list: an empty library, nothing found, no match, no service, a problem.

import { button, h, icon } from "../ui/dom.js";
import { panel } from "../ui/panel.js";
import { titleOf, detailOf } from "../ui/refusal.js";
import { fromService, plural, t } from "../ui/text.js";

/** `uploads` is the service's own word for where files go; `choose` opens the upload, null where it is not allowed. */
export function emptyLibrary(uploads, choose) {
  const how = choose
    ? t("Drop videos anywhere on this page, or put them in the uploads folder.")
    : t("Put a video in the uploads folder.");
  return panel(
    "film",
    t("The library is empty"),
    h("p", {}, `${how} ${t("It appears here by itself, and can be searched once it is indexed.")}`),
    uploads ? h("p", {}, h("code", {}, uploads)) : null,
    choose ? button(t("Upload videos"), choose) : null,
  );
}

/** Filters that leave no video of the library; `clear` takes them away. */
export const emptyChoice = (clear) =>
  panel("filter", t("No video fits these filters"), h("p", {}, t("Take one away, or all of them.")), button(t("Clear filters"), clear));

/** `counts` are videos by status; where some are on their way, that is the likely cause. */
export function nothingFound(asked, counts, { narrowed = false, message = null } = {}) {
  const coming = (counts?.processing ?? 0) + (counts?.waiting ?? 0);
  let hint = fromService(message, t("Try fewer words, or say it another way."));
  if (coming) hint = plural(
    coming,
    "{count} video is still being indexed; the moment may be in there.",
    "{count} videos are still being indexed; the moment may be in there.",
  );
  else if (counts?.indexed === 0) hint = t("No video is indexed yet.");
  else if (narrowed) hint = t("Filters are on: with fewer of them there may be more.");
  return panel("search", t("Nothing found for {question}", { question: asked }), h("p", {}, hint));
}

/** Above moments that do not answer the question. */
export function unmatched(message) {
  const title = h("h2", {}, icon("search"), fromService(message, t("Nothing in your library matches this.")));
  return h("div", { class: "unmatched" }, title, h("p", {}, t("These are only the nearest moments.")));
}

/** How many videos the answer could not look at; null of none. */
export function gaps({ coverage, message, matched }) {
  const missing = coverage ? coverage.videos - coverage.searchable : 0;
  if (missing <= 0) return null;
  const counted = plural(missing, "{count} of {videos} is not searchable yet.", "{count} of {videos} are not searchable yet.", {
    videos: plural(coverage.videos, "{count} video", "{count} videos"),
  });
  const said = matched === false || !fromService(message, "") ? counted : message.includes(String(missing)) ? message : `${message} ${counted}`;
  return h("p", { class: "gaps" }, icon("warning"), said);
}

/** The failed call in plain words, with a way to try again. */
export function failure(error, retry) {
  const detail = detailOf(error);
  const element = panel("warning", titleOf(error), detail ? h("p", {}, detail) : null, button(t("Try again"), retry));
  element.setAttribute("role", "alert");
  return element;
}
