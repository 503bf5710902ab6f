// What the page behind a shared link may ask: addresses that begin at the link, `/s/TOKEN/v1/...`.

import { get } from "../api/http.js";
import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";

const LOOK_MS = 700;
const base = /^\/s\/[^/]+/.exec(location.pathname)?.[0] ?? "";
const behind = (url) => (url ? `${base}${url}` : null);

export const shared = () => get(behind("/v1/shared"));

/** `{src, poster, captions}` of an item: its film or, of a moment, the clip once it is cut; `wait` is told how far it is. */
export async function sourceOf(item, wait) {
  if (item.title === null) return null;
  const poster = behind(item.poster_url);
  if (!item.is_moment) return { src: behind(item.media_url), poster, captions: track(item.captions_url) };
  const clip = await cut(item, wait);
  return clip.state === "done" ? { src: behind(clip.media_url), poster, captions: track(clip.captions_url) } : null;
}

async function cut(item, wait) {
  const clip = await get(behind(item.moment_url));
  wait(clip);
  if (clip.state === "done" || clip.state === "failed") return clip;
  await new Promise((done) => setTimeout(done, LOOK_MS));
  return cut(item, wait);
}

export const pictureOf = (item) => behind(item.poster_url);
const track = (url) => (url ? h("track", { kind: "captions", src: behind(url), label: t("Captions") }) : null);
