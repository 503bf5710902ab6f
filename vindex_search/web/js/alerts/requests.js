// What the service can be asked about saved searches.

import { get, send } from "../api/http.js";

const ALL = "/v1/saved-searches";
const path = (id) => `${ALL}/${encodeURIComponent(id)}`;

export const savedSearches = () => get(ALL);
export const saveSearch = (wish) => send("POST", ALL, wish);
export const changeSearch = (id, changes) => send("PATCH", path(id), changes);
export const deleteSearch = (id) => send("DELETE", path(id));
export const markSeen = (id) => send("POST", `${path(id)}/seen`);
export const told = (id) => get(`${path(id)}/moments`);
export const tryWebhook = (id) => send("POST", `${path(id)}/test`);
export const retryMessage = (id, message) =>
  send("POST", `${path(id)}/messages/${encodeURIComponent(message)}/retry`);

/** The parameters of a question as they are saved; null where it is more than words and filters. */
export function saveable({ q, filters = {}, like, picture }) {
  if (!q || like || picture) return null;
  const { channels, ...narrowed } = filters;
  return { q, ...narrowed, ...(channels?.length ? { channels: channels.join(",") } : {}) };
}
