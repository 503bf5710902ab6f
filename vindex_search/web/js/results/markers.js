// The menu that takes an answer to an editing program: links to the same search as a file.

import { markersUrl } from "../api/client.js";
import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";

const FORMATS = {
  edl: "EDL (CMX 3600)",
  resolve: t("DaVinci Resolve markers"),
  fcpxml: "Final Cut Pro (FCPXML)",
  otio: "OpenTimelineIO",
  csv: t("Table (CSV)"),
};

/** The menu for the moments of a question; null where it was asked with a picture, which no address holds. */
export function markersMenu(question, shown) {
  if (question.picture) return null;
  const links = Object.entries(FORMATS).map(([format, name]) =>
    h("li", {}, h("a", { href: markersUrl(question, format, shown), download: true }, name)),
  );
  return h("details", { class: "markers", "aria-label": t("To an editor") }, h("summary", {}, t("To an editor")), h("ul", {}, links));
}
