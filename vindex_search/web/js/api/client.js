// What the service can be asked, one function each.

import { get, given, send, text } from "./http.js";

const path = (id) => `/v1/videos/${encodeURIComponent(id)}`;

/** Moments that answer a question: words, filters, a moment to be like, a picture; any of them may be absent. */
export function search({ q, filters = {}, like, picture }, { signal, videoId, ...how } = {}) {
  const fields = { q, like, ...narrowed(filters), video_id: videoId, ...how };
  return picture ? send("POST", "/v1/search", form(given(fields), picture), signal) : get("/v1/search", fields, signal);
}

/** The address of an answer as a file for editing programs. */
export function markersUrl({ q, filters = {}, like }, format, limit) {
  const fields = given({ q, like, ...narrowed(filters), limit, format });
  return `/v1/search?${new URLSearchParams(fields)}`;
}

/** The page after this one; `next` is the address that an answer carries. A picture is not in it, and goes along. */
export function page(next, picture = null) {
  const url = new URL(next, location.origin);
  return picture ? send("POST", url.pathname, form(url.searchParams, picture)) : get(next);
}

/** The library, narrowed by the same filters. */
export const videos = ({ filters = {} } = {}, { signal, ...how } = {}) =>
  get("/v1/videos", { ...narrowed(filters), ...how }, signal);


/** What may be meant by what was typed so far. */
export const suggest = (q, { workspace, limit, signal }) => get("/v1/suggest", { q, workspace, limit }, signal);

export const video = (id, signal) => get(path(id), {}, signal);
export const makeClip = (id, wish) => send("POST", `${path(id)}/clips`, wish);
export const clip = (job) => get(`/v1/clips/${encodeURIComponent(job)}`);
export const cancelVideo = (id) => send("POST", `${path(id)}/cancel`);
export const retryVideo = (id) => send("POST", `${path(id)}/retry`);
export const setPriority = (id, priority) => send("PUT", `${path(id)}/priority`, { priority });
export const pauseWorkspace = (name) => send("POST", `/v1/workspaces/${encodeURIComponent(name)}/pause`);
export const resumeWorkspace = (name) => send("POST", `/v1/workspaces/${encodeURIComponent(name)}/resume`);
/** What became of a video in each run, the newest first. */
export const history = (id) => get(`${path(id)}/history`, { limit: 5 });
export const chapters = (id) => get(`${path(id)}/chapters`);
export const transcript = (id) => get(`${path(id)}/transcript.json`);
export const storyboardUrl = (id) => `${path(id)}/storyboard.vtt`;
export const storyboard = (url) => text(url);
export const preview = (id) => get(`${path(id)}/preview`);
export const waveform = (id, points) => get(`${path(id)}/waveform`, { points });
export const mediaUrl = (id) => `${path(id)}/media`;
export const frameUrl = (id, t) => `${path(id)}/thumbnail?t=${t}`;
export const status = () => get("/v1/status");

/** Where the bytes of a file go: `{method, url, headers, fields, video_id}`. */
export const beginUpload = ({ workspace, name, size, signal }) =>
  send("POST", "/v1/uploads", { workspace, name, size }, signal);

export const signIn = (key) => send("POST", "/v1/session", { key });
export const signOut = ({ everywhere = false } = {}) => send("DELETE", `/v1/session${everywhere ? "?everywhere=true" : ""}`);

const narrowed = (filters) => ({ ...filters, channels: filters.channels?.join(",") });

function form(fields, picture) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.append("image", picture, picture.name || "picture");
  return body;
}
