// One card per moment, one per video of the library.

import { h, icon } from "./dom.js";
import { address } from "./route.js";
import { clock, excerpt, pieces, quotations, range } from "./text.js";

const CHANNELS = { speech: "said", words: "words", screen: "on screen", visual: "seen" };
const QUOTES_PER_CARD = 2;
const QUOTE_LENGTH = 170;  // about three lines of a card

/** `<li>` of one moment; its link carries the address, so it opens in a new tab like any other. */
export function momentCard(moment, q) {
  const when = range(moment.start_s, moment.end_s);
  const short = (quote) => ({ ...quote, ...excerpt(quote.text, quote.highlights, QUOTE_LENGTH) });
  const quotes = quotations(moment.evidence).slice(0, QUOTES_PER_CARD).map(short);
  return h(
    "li",
    { class: "card moment" },
    picture(moment.thumbnail_url, when),
    h(
      "div",
      { class: "card-body" },
      h("h3", {}, opener({ q, videoId: moment.video_id, t: moment.start_s }, moment.title, when)),
      h("ul", { class: "badges", "aria-label": "Found because it is" }, moment.channels.map(badge)),
      h("div", { class: "quotes" }, quotes.map(quotation)),
    ),
  );
}

/** `<li>` of one video; only an indexed one opens, the others say why they do not. */
export function videoCard(video) {
  const indexed = video.status === "indexed";
  const title = indexed ? opener({ videoId: video.video_id }, video.title) : video.title;
  return h(
    "li",
    { class: `card video ${video.status}` },
    picture(video.thumbnail_url, video.duration_s === null ? null : clock(video.duration_s)),
    h("div", { class: "card-body" }, h("h3", {}, title), condition(video)),
  );
}

/** The quotation of one piece of evidence, with what matched in `<mark>`. */
export function quotation({ text, channels, highlights }) {
  const said = channels.map((channel) => CHANNELS[channel] ?? channel).join(", ");
  const words = pieces(text, highlights).map((piece) => (piece.marked ? h("mark", {}, piece.text) : piece.text));
  return h("p", { class: "quote" }, icon(channels[0]), h("span", { class: "unseen" }, `${said}: `), h("q", {}, words));
}

function opener(route, title, when = null) {
  const name = [h("span", { class: "title" }, title), when === null ? null : h("span", { class: "unseen" }, ` ${when}`)];
  return h("a", { href: address(route), "data-video": route.videoId, "data-t": String(route.t ?? 0) }, name);
}

function badge(channel) {
  return h("li", { class: `badge ${channel}` }, icon(channel), CHANNELS[channel] ?? channel);
}

function condition({ status, reason }) {
  if (status === "failed") return h("p", { class: "condition failed" }, icon("warning"), reason || "It could not be indexed.");
  if (status === "processing") return h("p", { class: "condition" }, h("span", { class: "pulse" }), "Being indexed");
  if (status === "waiting") return h("p", { class: "condition" }, "Waiting its turn");
  return null;
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
