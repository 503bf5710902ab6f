// What the service can be asked about lists and shares, one function each.

import { get, send } from "../api/http.js";

const list = (id) => `/v1/collections/${encodeURIComponent(id)}`;
const itemOf = (id, item) => `${list(id)}/items/${encodeURIComponent(item)}`;

export const lists = () => get("/v1/collections");
export const listOf = (id) => get(list(id));
export const makeList = (workspace, title) => send("POST", "/v1/collections", { workspace, title });
export const changeList = (id, changed) => send("PATCH", list(id), changed);
export const deleteList = (id) => send("DELETE", list(id));
/** `what` is `{video_id, start_s, end_s, note}`. */
export const addItem = (id, what) => send("POST", `${list(id)}/items`, what);
export const changeItem = (id, item, changed) => send("PATCH", itemOf(id, item), changed);
export const removeItem = (id, item) => send("DELETE", itemOf(id, item));

export const shares = () => get("/v1/shares");
export const makeShare = (what) => send("POST", "/v1/shares", what);
export const revokeShare = (id) => send("DELETE", `/v1/shares/${encodeURIComponent(id)}`);
