// The dialog that shares a video, a moment or a list by a link, and ends such links.

import { attempt } from "../api/http.js";
import { h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { makeShare, revokeShare, shares } from "./calls.js";
import { openDialog, stateLine } from "./dialog.js";

const ENDS = {
  "1d": t("in a day"),
  "7d": t("in a week"),
  "30d": t("in 30 days"),
  "90d": t("in 90 days"),
  "365d": t("in a year"),
};
const USUAL = "30d";

/** `what` is `{videoId, start, end}` or `{listId}`. */
export function openShare(what) {
  const { line, say } = stateLine();
  const live = h("ul", { class: "live-shares", "aria-label": t("Links that work") });
  const options = Object.entries(ENDS).map(([value, text]) => h("option", { value, selected: value === USUAL }, text));
  const form = h(
    "form", {}, scope(what),
    h("label", {}, t("Ends"), h("select", { name: "ends" }, options)),
    h("label", { class: "choice" }, h("input", { type: "checkbox", name: "download" }), t("Offer downloads")),
    h("p", { class: "quiet" }, t("Whoever has the link sees this and nothing else, without a key, until it ends.")),
    h("button", { class: "strong" }, t("Make the link")), line,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { answer, error } = await attempt(makeShare(wish(form, what)));
    if (error) return say(visible(error.message), { fault: true });
    say("");
    form.append(linkBox(new URL(answer.url, location.origin).href, say));
    return showLive(what, live, say);
  });
  openDialog(t("Share by a link"), form, h("h3", {}, t("Links that work")), live);
  return showLive(what, live, say);
}

function scope({ listId, start }) {
  if (listId || start === null) return null;
  const choice = (value, text, checked) => h("label", { class: "choice" }, h("input", { type: "radio", name: "scope", value, checked }), text);
  return h("fieldset", {}, h("legend", {}, t("What")), choice("moment", t("This moment, as a clip"), true), choice("video", t("The whole video"), false));
}

function wish(form, { videoId, listId, start, end }) {
  const { ends, download, scope } = form.elements;
  const range = scope?.value === "moment" ? { start_s: start, end_s: end } : {};
  const what = listId ? { collection_id: listId } : { video_id: videoId, ...range };
  return { ...what, ends: ends.value, download: download.checked };
}

/** The link, shown once: it is not stored. */
function linkBox(url, say) {
  const input = h("input", { readonly: true, value: url, "aria-label": t("The link, shown this once") });
  const copy = h("button", { type: "button" }, t("Copy link"));
  copy.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(url);
      say(t("Copied."));
    } catch (error) {
      // No clipboard outside https and localhost (TypeError), or the viewer said no: it is selected, ready to copy.
      if (!(error instanceof TypeError) && error.name !== "NotAllowedError") throw error;
    }
  });
  return h("div", { class: "share-link" }, input, copy);
}

async function showLive(what, live, say) {
  const { answer, error } = await attempt(shares());
  if (error) return say(visible(error.message), { fault: true });
  const own = answer.shares.filter((share) => !share.ended && isOf(share, what));
  const none = h("li", { class: "quiet" }, t("None."));
  return live.replaceChildren(...(own.length ? own.map((share) => row(share, () => showLive(what, live, say), say)) : [none]));
}

const isOf = (share, { videoId, listId }) => (listId ? share.collection_id === listId : share.video_id === videoId);

function row(share, changed, say) {
  const revoke = h("button", { type: "button" }, t("Revoke"));
  revoke.addEventListener("click", async () => {
    const { error } = await attempt(revokeShare(share.id));
    if (error) return say(visible(error.message), { fault: true });
    return changed();
  });
  const what = share.kind === "moment" ? `${clock(share.start_s)}–${clock(share.end_s)}` : share.title ?? "";
  const ends = t("until {date}, by {who}", { date: share.ends_at.slice(0, 10), who: share.created_by });
  return h("li", {}, h("span", {}, what, " ", h("small", {}, ends)), revoke);
}
