// A video's storyboard: sheets of small pictures, and a WebVTT file that says which of them is shown when.

import { storyboard, storyboardUrl } from "../api/client.js";
import { attempt } from "../api/http.js";
import { h } from "../ui/dom.js";
import { lastStarted } from "./binary-search.js";

const CUE = /^([\d:.]+)\s+-->\s+([\d:.]+)(?:[^\d:.\n][^\n]*)?\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/gm;
const loaded = new Map();

/** The tiles of WebVTT text in order: `{start_s, end_s, url, x, y, w, h}`; addresses are relative to `base`. */
export function parseTiles(vtt, base) {
  return [...vtt.replace(/\r\n?/g, "\n").matchAll(CUE)].map(([, start, end, file, ...xywh]) => {
    const [x, y, w, height] = xywh.map(Number);
    return { start_s: seconds(start), end_s: seconds(end), url: new URL(file, base).href, x, y, w, h: height };
  });
}

/** The tile on screen at `t` seconds: the last one that began, the first one before any did; null of none. */
export const tileAt = (tiles, t) => tiles[Math.max(0, lastStarted(tiles, t))] ?? null;

/** The tiles of a video, fetched once; none where it has no storyboard or it cannot be had now. */
export function tilesOf(videoId, url = storyboardUrl(videoId)) {
  if (!loaded.has(videoId)) loaded.set(videoId, load(videoId, url));
  return loaded.get(videoId);
}

/** A tile `width` pixels wide. */
export function picture(tile, width) {
  const element = h("span", { class: "tile", "aria-hidden": "true" });
  const { style } = element;
  style.width = `${tile.w}px`;
  style.height = `${tile.h}px`;
  style.backgroundImage = `url("${encodeURI(decodeURI(tile.url))}")`;
  style.backgroundPosition = `-${tile.x}px -${tile.y}px`;
  style.scale = String(width / tile.w);
  return element;
}

async function load(videoId, url) {
  const { answer, error } = await attempt(storyboard(url));
  if (error) loaded.delete(videoId);
  return error ? [] : parseTiles(answer, new URL(url, location.origin));
}

const seconds = (clock) => clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
