// One card per moment, one per video of the library.

import { leafThrough } from "../player/preview.js";
import { address, HOME, likeness } from "../route.js";
import { CHANNELS } from "../search/filters.js";
import { h, icon } from "../ui/dom.js";
import { clock, excerpt, pieces, quotations, range } from "../ui/format.js";
import { incomplete } from "../ui/notes.js";
import { clockTime } from "../ui/recorded.js";
import { t } from "../ui/text.js";
import { failed, steps } from "../uploads/indexing-status.js";
import { historyOf } from "../activity/history.js";
import { progressBar } from "../activity/progress.js";
import { whyButton } from "./explanation.js";
import { videoControl } from "./video-control.js";

const QUOTES_PER_CARD = 2;
const QUOTE_LENGTH = 170;  // about three lines of a card
const CERTAINTY = [t("faint match"), t("weak match"), t("good match"), t("strong match")];
const WITH_PRIORITY = { high: t("Waiting its turn, before the others"), low: t("Waiting its turn, after the others") };
const STEPS = [0, 0.1, 0.25, 0.5];  // the least confidence of each: of the strong ones, every second is the very place that was meant

/**
 * `<li>` of one moment; its link carries the address of `route` there, so it opens in a new tab like any other.
 * `explain` asks the service again for this moment with its reasons; `strip` are the places of its video, or null.
 */
export function momentCard(moment, route, { explain, strip = null }) {
  const when = range(moment.start_s, moment.end_s);
  const short = (quote) => ({ ...quote, ...excerpt(quote.text, quote.highlights, QUOTE_LENGTH) });
  const marked = (quote) => (quote.highlights.length ? 0 : 1);  // what has the words asked for says most at a glance
  const told = quotations(moment.evidence).sort((one, other) => marked(one) - marked(other));
  const quotes = told.slice(0, QUOTES_PER_CARD).map(short);
  const there = { ...route, videoId: moment.video_id, t: moment.start_s };
  const frame = picture(moment.thumbnail_url, when);
  const badges = h("ul", { class: "badges", "aria-label": t("Found because it is") }, moment.channels.map(badge));
  const body = h(
    "div",
    { class: "card-body" },
    h("h3", {}, opener(there, moment.title, when)),
    h("div", { class: "signs" }, badges, certainty(moment.confidence), recorded(moment), lacking(moment)),
    h("div", { class: "quotes" }, quotes.map(quotation)),
    actions(moment, when, explain),
  );
  const card = h("li", { class: "card moment" }, frame, body, strip);
  leafThrough(card, frame, moment);
  return card;
}

/**
 * `<li>` of one video; only an indexed one opens, the others say why they do not, and offer what `steering` says the
 * caller may do about it: `{may, paused, changed}`, as in `video-control.js`.
 */
export function videoCard(video, route, steering) {
  const indexed = video.status === "indexed";
  const there = { ...HOME, filters: route.filters, videoId: video.video_id };
  return h(
    "li",
    { class: `card video ${video.status}`, "data-id": video.video_id },
    picture(video.thumbnail_url, video.duration_s === null ? null : clock(video.duration_s)),
    h("div", { class: "card-body" }, h("h3", {}, indexed ? opener(there, video.title) : h("bdi", {}, video.title)), condition(video, steering), past(video), videoControl(video, steering)),
  );
}

/** The quotation of one piece of evidence, with what matched in `<mark>`. */
export function quotation({ text, channels, highlights, source }) {
  const said = source ?? channels.map((channel) => CHANNELS[channel] ?? channel).join(", ");
  const words = h("q", {}, h("bdi", {}, markedWords({ text, highlights })));
  return h("p", { class: "quote" }, icon(source ? "note" : channels[0]), h("span", { class: source ? "source" : "unseen" }, `${said}: `), words);
}

/** A text with what matched in `<mark>`. */
export const markedWords = ({ text, highlights }) =>
  pieces(text, highlights).map((piece) => (piece.marked ? h("mark", {}, piece.text) : piece.text));

function opener(route, title, when = null) {
  const name = [h("bdi", { class: "title" }, title), when === null ? null : h("span", { class: "unseen" }, ` ${when}`)];
  return h("a", { href: address(route), "data-video": route.videoId, "data-t": String(route.t) }, name);
}

function badge(channel) {
  return h("li", { class: `badge ${channel}` }, icon(channel), CHANNELS[channel] ?? channel);
}

/** How probable it is that the moment is right, in four steps: it is measured no finer than that. */
function certainty(confidence) {
  if (confidence === null || confidence === undefined) return null;
  const step = Math.max(0, STEPS.findLastIndex((least) => confidence >= least));
  const bars = CERTAINTY.map((_, at) => h("span", { class: at <= step ? "bar full" : "bar" }));
  const title = t("How likely this moment is right: step {step} of {steps}", { step: step + 1, steps: CERTAINTY.length });
  const scale = h("span", { class: "bars", "aria-hidden": "true" }, bars);
  return h("span", { class: "certainty", title }, scale, CERTAINTY[step]);
}

/** When it happened, by the clocks there. */
function recorded({ recorded_start: start }) {
  const time = clockTime(start);
  return time ? h("time", { class: "recorded", datetime: start, title: t("Clock time where it was recorded") }, time) : null;
}

/** That the video has more than can be found: what is missing from it is said in the player. */
function lacking({ has_losses: hasLosses }) {
  return hasLosses ? h("span", { class: "lacking" }, icon("warning"), t("incomplete video")) : null;
}

function actions(moment, when, explain) {
  const named = { type: "button", class: "plain", "data-like": likeness(moment) };
  const name = h("span", { class: "unseen" }, `: ${moment.title} ${when}`);
  const alike = h("button", named, icon("alike"), t("More like this"), name);
  return h("div", { class: "actions" }, whyButton(`${moment.title} ${when}`, explain), alike);
}

/** Where the player, which has it too, does not open. */
function past({ status, video_id: id, title }) {
  return status === "failed" || status === "processing" ? historyOf(id, title) : null;
}

function condition(video, { paused }) {
  const { status, reason, assets, notes, priority, workspace } = video;
  const line = (...what) => h("p", { class: "condition" }, what);
  if (status === "failed") return failed(reason);
  const begun = line(h("span", { class: "pulse" }), t("Being indexed"));
  if (status === "processing") return h("div", { class: "coming" }, begun, progressBar(video) ?? steps(assets));
  if (status === "cancelled") return line(t("Cancelled"));
  if (status === "waiting" && paused.includes(workspace)) return line(t("Waiting: its workspace is paused"));
  if (status === "waiting") return line(WITH_PRIORITY[priority] ?? t("Waiting its turn"));
  return incomplete(notes);
}

function picture(url, label) {
  const frame = h("div", { class: "picture" }, icon("film"));
  if (url) {
    const image = h("img", { alt: "", loading: "lazy", decoding: "async", src: url });
    image.addEventListener("error", () => image.remove());
    frame.append(image);
  }
  if (label) frame.append(h("span", { class: "time", "aria-hidden": "true" }, label));
  return frame;
}
