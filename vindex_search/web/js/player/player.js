// The player: one video, started at one moment, with its other places on the line below and its words beside it.

import { frameUrl, mediaUrl, video as fetchVideo } from "../api/client.js";
import { attempt } from "../api/http.js";
import { quotation } from "../results/cards.js";
import { markedTerms, pattern, termsOf } from "../search/terms.js";
import { quotations } from "../ui/format.js";
import { visible } from "../ui/visible.js";
import { historyOf } from "../activity/history.js";
import { refusal } from "../ui/refusal.js";
import { showAbout } from "./about.js";
import { ClipForm } from "./clip.js";
import { Chapters } from "./chapters.js";
import { SharingButtons } from "../sharing/player-buttons.js";
import { share } from "./copy-link.js";
import { clearGiveOut, embedFrom, showGiveOut } from "./give-out.js";
import { FindPanel } from "./find/panel.js";
import { NOTHING, placeAt } from "./find/places.js";
import { Notes } from "./notes.js";
import { Playback } from "./playback/playback.js";
import { Waveform } from "./playback/waveform.js";
import { Preview } from "./preview.js";
import { Timeline } from "./timeline.js";
import { Transcript } from "./transcript.js";
import { nameless, unplayable, whenLine, windowTitle } from "./words.js";

const UNASKED = { found: NOTHING, words: "", asked: "", order: "time", waiting: false };
const part = (id) => document.getElementById(id);

export class Player {
  #root = part("player");
  #video = part("video");
  #now = null;
  #starting = null;
  #unplayable = null;  // `{hasFrames, at}` of a video that this browser cannot play, such as MXF: a frame is shown
  #playback = new Playback(this.#video, part("playback"));
  #waveform = new Waveform(part("waveform"), { seek: (t) => this.#seek(t) });
  #line;
  #preview;
  #find;
  #sharing = new SharingButtons();
  #clip = new ClipForm({ at: () => this.#at });
  #notes = new Notes({ seek: (t) => this.#playFrom(t) });
  #transcript = new Transcript({ seek: (t) => this.#playFrom(t) });
  #chapters;

  /** `open` is called with a place picked, `close` when the viewer is done; `finding` is what `FindPanel` calls. */
  constructor({ open, close, ...finding }) {
    const look = (t) => this.#preview.look(t, this.#line.duration);
    this.#find = new FindPanel({ open, at: () => this.#at, ...finding });
    this.#line = new Timeline(part("timeline"), { open, seek: (t) => this.#seek(t), look });
    this.#preview = new Preview(part("timeline"));
    this.#chapters = new Chapters({ seek: (t) => this.#playFrom(t), drawn: (chapters) => this.#showChapters(chapters) });
    part("close").addEventListener("click", close);
    part("share").addEventListener("click", share);
    this.#video.addEventListener("durationchange", () => this.#draw());
    this.#video.addEventListener("timeupdate", () => this.#moved());
    this.#video.addEventListener("error", () => this.#explainFailure());
  }

  get isOpen() {
    return this.#now !== null;
  }

  /** What was found in the video that plays. */
  get found() {
    return this.#now.found;
  }

  /** Play `videoId` from `t` seconds, to `end` where a link names one; `show` says what was found in it. */
  start({ videoId, t, end = null, title }) {
    const another = this.#now?.videoId !== videoId;
    const known = another ? { ...UNASKED, title: null, duration: null, recorded: null } : this.#now;
    this.#now = { ...known, videoId, t, end, title: title ?? known.title };
    this.#root.hidden = false;
    part("link-box").hidden = true;
    if (another) this.#load(videoId);
    else embedFrom(videoId, t);
    this.#playFrom(t);
    this.#draw();
  }

  /** What was found for `words`; `asked` are those of the find box, "" where they are of the page's question. */
  show({ found, words, asked, order, waiting }) {
    Object.assign(this.#now, { found, words, asked, order, waiting });
    this.#draw();
  }

  /** To the box that finds in this video. */
  focusFind() {
    this.#find.focus();
  }

  /** To the next place that was found (1) or the one before (-1). */
  step(step) {
    this.#find.step(step);
  }

  stop() {
    if (!this.isOpen) return;
    this.#now = null;
    this.#starting?.abort();
    this.#root.hidden = true;
    this.#video.pause();
    this.#playback.stop();
    this.#waveform.clear();
    this.#video.removeAttribute("src");
    this.#video.removeAttribute("poster");
    this.#video.load();  // lets go of the connection
    this.#notes.clear();
    this.#transcript.clear();
    this.#chapters.clear();
    this.#find.clear();
    this.#clip.clear();
    part("history").replaceChildren();
  }

  /** Play what is paused, pause what plays. */
  toggle() {
    if (this.#video.paused) this.#video.play().catch(() => {});
    else this.#video.pause();
  }

  /** Go `seconds` on, or back where it is negative. */
  skip(seconds) {
    this.#seek(Math.max(0, this.#at + seconds));
  }

  #load(videoId) {
    part("fault").hidden = true;
    this.#unplayable = null;
    clearGiveOut();
    this.#video.removeAttribute("poster");
    this.#waveform.clear();
    this.#playback.of(videoId, this.#now.t, (facts) => this.#waveform.of(videoId, facts));
    this.#notes.clear();
    this.#transcript.clear();
    this.#find.clear();
    showAbout(null);
    part("history").replaceChildren();
    this.#preview.of(videoId, null);
    this.#chapters.clear();
    this.#lookUp(videoId);
  }

  #showChapters(chapters) {
    this.#line.part(chapters);
    this.#preview.name(chapters);
    this.#chapters.follow(this.isOpen ? this.#at : 0);
    this.#draw();
  }

  /** The second that is played or, of a video that cannot be played, shown. */
  get #at() {
    return this.#unplayable ? this.#unplayable.at : this.#video.currentTime;
  }

  #seek(t) {
    if (this.#unplayable) return this.#showFrame(t);
    this.#video.currentTime = t;
    this.#transcript.resume(t);
  }

  /** The frame at `t` seconds in the place of a video that this browser cannot play, and what is said there. */
  #showFrame(t) {
    this.#unplayable.at = t;
    if (this.#unplayable.hasFrames) this.#video.poster = frameUrl(this.#now.videoId, t);
    this.#line.move(t);
    this.#chapters.follow(t);
    this.#transcript.resume(t);
  }

  #playFrom(t) {
    this.#starting?.abort();
    if (this.#unplayable) return this.#showFrame(t);
    this.#starting = new AbortController();
    const begin = () => {
      this.#seek(t);
      // A browser may refuse to play before the viewer touches the page; the picture at t is there all the same.
      this.#video.play().catch(() => {});
    };
    if (this.#video.readyState >= HTMLMediaElement.HAVE_METADATA) begin();
    else this.#video.addEventListener("loadedmetadata", begin, { once: true, signal: this.#starting.signal });
  }

  #moved() {
    if (this.#now?.end && this.#video.currentTime >= this.#now.end) {
      this.#now.end = null;  // once: whoever plays on wants more
      this.#video.pause();
    }
    this.#line.move(this.#video.currentTime);
    this.#waveform.move(this.#video.currentTime);
    this.#chapters.follow(this.#video.currentTime);
    this.#transcript.follow(this.#video.currentTime);
  }

  async #lookUp(videoId) {
    const { answer } = await attempt(fetchVideo(videoId));
    if (this.#now?.videoId !== videoId || !answer) return;
    Object.assign(this.#now, { title: answer.title, duration: answer.duration_s, recorded: answer.description?.recorded_at });
    showAbout(answer.description);
    this.#notes.show(answer);
    this.#transcript.show(answer);
    showGiveOut(answer, this.#now.t);
    this.#chapters.show(answer);
    part("history").replaceChildren(historyOf(videoId, answer.title));
    this.#preview.of(videoId, answer.storyboard_url);
    this.#draw();
  }

  #draw() {
    if (!this.isOpen) return;
    const { found, t, title, words } = this.#now;
    const { places } = found;
    const duration = Number.isFinite(this.#video.duration) ? this.#video.duration : this.#now.duration;
    const current = placeAt(places, t);
    const counted = found.matched ? places : [];
    const name = visible(title ?? "");
    document.title = windowTitle(name, t);
    part("player-title").textContent = name;
    this.#video.setAttribute("aria-label", name || nameless());
    part("player-when").textContent = whenLine(current, counted, t, this.#now.recorded);
    part("player-evidence").replaceChildren(...(current ? quotations(current.evidence).map(quotation) : []));
    this.#transcript.mark(pattern([...termsOf(words), ...markedTerms(places.flatMap(({ evidence }) => evidence))]));
    this.#line.draw({ found, current, duration });
    this.#waveform.mark(counted, current);
    this.#find.show({ ...this.#now, current });
    this.#clip.of(this.#now.videoId, current, t);
    this.#sharing.of(this.#now.videoId, current);
  }

  /** A video element says only that it failed; the service knows whether the video is there at all. */
  async #explainFailure() {
    if (!this.isOpen || !this.#video.hasAttribute("src")) return;
    const { videoId } = this.#now;
    if (await this.#playback.stepIn()) return;
    const { answer, error } = await attempt(fetchVideo(videoId));
    if (this.#now?.videoId !== videoId) return;
    part("fault").replaceChildren(...(error ? [refusal(error)] : unplayable(videoId, answer.thumbnail_url)));
    part("fault").hidden = false;
    if (error) return;
    this.#unplayable = { hasFrames: Boolean(answer.thumbnail_url), at: this.#now.t };
    this.#showFrame(this.#now.t);
  }
}
