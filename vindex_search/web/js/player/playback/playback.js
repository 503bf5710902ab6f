// What the video element plays: the upload or, where browsers refuse that, its preview; and a line that says so.

import { mediaUrl, preview as fetchPreview } from "../../api/client.js";
import { attempt } from "../../api/http.js";
import { h } from "../../ui/dom.js";
import { t } from "../../ui/text.js";
import { SegmentFeed, takesSegments } from "./segment-feed.js";

const HLS = "application/vnd.apple.mpegurl";

export class Playback {
  #video;
  #note;
  #now = null;  // `{videoId, at, facts, feed}`; the facts are a promise

  /** Plays in `video`; `note` is where it is said that it is a preview. */
  constructor(video, note) {
    this.#video = video;
    this.#note = note;
  }

  /** Play a video, from the second `at` on; `learnt` is called with the facts of its preview. */
  of(videoId, at, learnt) {
    this.stop();
    this.#now = { videoId, at, facts: this.#ask(videoId, learnt), feed: null };
    this.#video.src = mediaUrl(videoId);
  }

  stop() {
    this.#now?.feed?.stop();
    this.#now = null;
    this.#note.hidden = true;
    this.#note.replaceChildren();
  }

  /** The browser refuses what it was given: whether the preview takes its place. */
  async stepIn() {
    const now = this.#now;
    const facts = await now?.facts;
    if (!facts || this.#now !== now) return false;
    if (!now.feed) this.#take(now, facts);
    return Boolean(now.feed) && this.#video.error === null;
  }

  async #ask(videoId, learnt) {
    const { answer } = await attempt(fetchPreview(videoId));
    if (this.#now?.videoId !== videoId) return null;
    if (answer) learnt(answer);
    if (answer?.plays === "no") this.#take(this.#now, answer);
    return answer ?? null;
  }

  #take(now, facts) {
    const { currentTime, paused } = this.#video;
    if (takesSegments(facts)) now.feed = new SegmentFeed(this.#video, facts, currentTime || now.at);
    else if (this.#video.canPlayType(HLS)) now.feed = playList(this.#video, facts);
    else return;
    if (currentTime) this.#goOn(currentTime, paused);
    this.#note.replaceChildren(...noteOf(now.videoId, facts));
    this.#note.hidden = false;
  }

  /** From where the upload was played until now. */
  #goOn(at, paused) {
    const begin = () => {
      this.#video.currentTime = at;
      if (!paused) this.#video.play().catch(() => {});
    };
    this.#video.addEventListener("loadedmetadata", begin, { once: true });
  }
}

function playList(video, { play_list_url: url }) {
  video.src = url;
  return { stop: () => {} };
}

function noteOf(videoId, { height, high_dynamic_range: hdr }) {
  const what = height ? t("Preview, {height} lines: browsers do not play the original.", { height }) : t("Browsers do not play the original: this is a copy of its sound.");
  const colours = hdr ? ` ${t("Its colours are of high dynamic range.")}` : "";
  return [`${what}${colours} `, h("a", { href: mediaUrl(videoId), download: true }, t("Download the original"))];
}
