// What the video shows at a place that one points at: on its line, and over the picture of a moment in the list.

import { h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { chapterAt } from "./chapters.js";
import { picture, tileAt, tilesOf } from "./storyboard.js";

const PREVIEW_PX = 176;

/** The bubble above the line of the player. */
export class Preview {
  #root = h("span", { class: "preview", "aria-hidden": "true", hidden: true });
  #tiles = [];
  #videoId = null;
  #at = null;
  #duration = 0;
  #chapters = [];

  constructor(line) {
    line.append(this.#root);
  }

  /** Another video; one without a storyboard shows the time alone. */
  async of(videoId, storyboardUrl) {
    if (this.#videoId !== videoId) this.look(null);
    [this.#videoId, this.#tiles] = [videoId, []];
    if (!storyboardUrl) return;
    const tiles = await tilesOf(videoId, storyboardUrl);
    if (this.#videoId !== videoId) return;
    this.#tiles = tiles;
    if (!this.#root.hidden) this.look(this.#at, this.#duration);
  }

  /** The chapters of the video, whose titles stand above the time. */
  name(chapters) {
    this.#chapters = chapters;
  }

  /** Show what is on screen at `t` of `duration` seconds; nothing where `t` is null. */
  look(t, duration = 0) {
    [this.#at, this.#duration] = [t, duration];
    this.#root.hidden = t === null || !(duration > 0);
    if (this.#root.hidden) return;
    const tile = tileAt(this.#tiles, t);
    this.#root.style.setProperty("--place", `${(100 * t) / duration}%`);
    this.#root.classList.toggle("pictured", tile !== null);
    const time = h("span", { class: "preview-time" }, clock(t));
    const chapter = chapterAt(this.#chapters, t);
    const name = chapter ? [h("bdi", { class: "preview-chapter" }, chapter.title)] : [];
    this.#root.replaceChildren(...name, ...(tile ? [framed(tile, PREVIEW_PX)] : []), time);
  }
}

/**
 * Let a pointer over `frame`, inside `card`, leaf through what `moment` shows.
 * The storyboard also stands in for a picture that could not be had.
 */
export function leafThrough(card, frame, moment) {
  const show = (tile) => tile && (frame.querySelector(".frame")?.remove(), frame.append(framed(tile, frame.clientWidth)));
  card.addEventListener("pointermove", async ({ clientX, clientY, pointerType }) => {
    const { left, right, top, bottom, width } = frame.getBoundingClientRect();
    const over = left <= clientX && clientX < right && top <= clientY && clientY < bottom;
    if (!over || pointerType === "touch") return frame.querySelector(".frame")?.remove();
    const share = (clientX - left) / width;
    return show(tileAt(await tilesOf(moment.video_id), moment.start_s + share * (moment.end_s - moment.start_s)));
  });
  card.addEventListener("pointerleave", () => frame.querySelector(".frame")?.remove());
  const standIn = async () => show(tileAt(await tilesOf(moment.video_id), moment.start_s));
  frame.querySelector("img")?.addEventListener("error", standIn);
}

function framed(tile, width) {
  const element = h("span", { class: "frame" }, picture(tile, width));
  element.style.width = `${width}px`;
  element.style.height = `${(width * tile.h) / tile.w}px`;
  return element;
}
