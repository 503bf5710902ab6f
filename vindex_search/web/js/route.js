// The address is the state: `/` library, `/?q=` results, `/v/ID?t=&find=&order=&q=` player; filters and `like` go along
// everywhere. These two functions are each other's inverse.

import { parseFragment } from "./player/media-fragment.js";
import { readFilters, writeFilters } from "./search/filters.js";

/** Nothing asked, nothing played. */
export const HOME = { q: "", filters: {}, like: null, videoId: null, t: 0, find: "", order: "time" };

/**
 * A media fragment, `#t=10,20`, says where to start; it goes before `?t=`.
 * `find` is looked for inside the video that plays, whose places are shown in `order` of time or of rank.
 * @returns {{q: string, filters: object, like: ?string, videoId: ?string, t: number, find: string, order: string}}
 */
export function parse({ pathname, search, hash = "" }) {
  const parameters = new URLSearchParams(search);
  const path = /^\/v\/([^/]+)\/?$/.exec(pathname);
  const fragment = path ? parseFragment(hash) : null;
  const t = fragment?.start ?? Number(parameters.get("t") ?? 0);
  return {
    q: (parameters.get("q") ?? "").trim(),
    filters: readFilters(parameters),
    like: parameters.get("like") || null,
    videoId: path ? decoded(path[1]) : null,
    t: Number.isFinite(t) && t > 0 ? t : 0,
    find: path ? (parameters.get("find") ?? "").trim() : "",
    order: path && parameters.get("order") === "rank" ? "rank" : "time",
  };
}

/** Where a media fragment says to stop; null: nowhere. An address that the page itself writes has none. */
export const endOf = ({ hash }) => parseFragment(hash)?.end ?? null;

/** The address of a route, from the root. `t` is kept to the last digit: a rounded start may show the frame before. */
export function address({ q = "", filters = {}, like = null, videoId = null, t = 0, find = "", order = "time" }) {
  const parameters = new URLSearchParams();
  if (videoId && t > 0) parameters.set("t", String(t));
  if (videoId && find) parameters.set("find", find);
  if (videoId && order === "rank") parameters.set("order", order);
  if (q) parameters.set("q", q);
  if (like) parameters.set("like", like);
  writeFilters(parameters, filters);
  const path = videoId ? `/v/${encodeURIComponent(videoId)}` : "/";
  return parameters.size ? `${path}?${parameters}` : path;
}

/** What the service reads as "like this moment". */
export const likeness = (moment) => `${moment.video_id}@${moment.start_s}`;

/** `{videoId, t}` of a likeness; null where it is none. */
export function likened(like) {
  const at = like?.lastIndexOf("@") ?? -1;
  const t = at > 0 ? Number(like.slice(at + 1)) : NaN;
  return Number.isFinite(t) ? { videoId: like.slice(0, at), t } : null;
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
