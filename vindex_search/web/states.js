// What the page says when there is nothing to list: an empty library, nothing found, no service, a problem.

import { Unreachable } from "./api.js";
import { button, h, icon } from "./dom.js";
import { plural } from "./text.js";

/** `uploads` is the service's own word for where files go. */
export function emptyLibrary(uploads) {
  return panel(
    "film",
    "The library is empty",
    h("p", {}, "Put a video in the uploads folder. It appears here by itself, and can be searched once it is indexed."),
    uploads ? h("p", {}, h("code", {}, uploads)) : null,
  );
}

/** `counts` are videos by status; where some are on their way, that is the likely cause. */
export function nothingFound(q, counts) {
  const coming = (counts?.processing ?? 0) + (counts?.waiting ?? 0);
  let hint = "Try fewer words, or say it another way.";
  if (coming) hint = `${plural(coming, "video is", "videos are")} still being indexed; the moment may be in there.`;
  else if (counts?.indexed === 0) hint = "No video is indexed yet.";
  return panel("search", `Nothing found for “${q}”`, h("p", {}, hint));
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

function panel(drawing, title, ...rest) {
  return h("div", { class: "panel" }, icon(drawing), h("h2", {}, title), rest);
}
