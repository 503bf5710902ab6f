// One row of the uploads: a file, how much of it is sent, and then how far its video is.

import { Problem, Unreachable } from "../api/http.js";
import { h, icon } from "../ui/dom.js";
import { bytes } from "../ui/format.js";
import { incomplete } from "../ui/notes.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { progressBar } from "../activity/progress.js";
import { failed, steps, watch } from "./indexing-status.js";
import { upload } from "./upload.js";

export class UploadRow {
  element;
  #file;
  #name;
  #bar = h("progress", { max: "1", value: "0" });
  #state = h("div", { class: "upload-state", role: "status" }, t("Waiting for the files before it"));
  #stop = new AbortController();

  /** Of `{file, name, workspace}`; the row stays until `remove` is pressed. */
  constructor(file) {
    this.#file = file;
    this.#name = visible(file.name);
    this.#bar.setAttribute("aria-label", t("{name} sent", { name: this.#name }));
    const name = { type: "button", class: "round", "aria-label": t("Cancel {name}", { name: this.#name }) };
    const cancel = h("button", name, icon("close"));
    cancel.addEventListener("click", () => (this.#stop.abort(), this.element.remove()));
    const title = h("p", { class: "upload-name" }, h("bdi", {}, file.name), ` ${bytes(file.file.size)} · ${file.workspace}`);
    this.element = h("li", { class: "upload" }, title, cancel, this.#bar, this.#state);
    this.cancel = cancel;
  }

  /** Send the file, then follow its video in the background; never throws for what the service or the network does. */
  async run() {
    if (this.#stop.signal.aborted) return;
    try {
      this.#progress(0);
      const videoId = await upload(this.#file, (share) => this.#progress(share), this.#stop.signal);
      this.#sent(videoId);
    } catch (error) {
      if (error instanceof Problem || error instanceof Unreachable) this.#refused(error);
      else if (error.name !== "AbortError") throw error;
    }
  }

  #progress(share) {
    this.#bar.value = share;
    const whole = Math.floor(share * 100);
    // Said once in ten per cent: a screen reader reads every change.
    if (whole === 0 || whole % 10 === 0) this.#say(share < 1 ? t("Sending: {percent} %", { percent: whole }) : t("Sent: the service looks at it"));
  }

  #sent(videoId) {
    this.#bar.remove();
    this.cancel.setAttribute("aria-label", t("Remove {name} from this list", { name: this.#name }));
    this.element.classList.add("sent");
    this.#say(t("Uploaded. It is indexed as soon as the pipeline sees it."));
    watch(videoId, (video) => this.#follow(video), this.#stop.signal);
  }

  #refused(error) {
    this.#bar.remove();
    this.cancel.setAttribute("aria-label", t("Remove {name} from this list", { name: this.#name }));
    this.element.classList.add("refused");
    const reason = error instanceof Unreachable ? t("The connection broke: choose the file again.") : error.message;
    this.#state.replaceChildren(failed(reason));
  }

  #follow(video) {
    if (video === null) return;
    const bar = this.#state.querySelector(".progress");
    if (bar && video.progress && video.status === "processing") return bar.replaceWith(progressBar(video));  // a screen reader reads what is drawn anew
    const said = {
      indexed: h("p", {}, `${t("Indexed.")} `, h("a", { href: video.play_url, "data-video": video.video_id, "data-t": "0" }, t("Watch it"))),
      failed: failed(video.reason),
      processing: h("p", {}, t("Being indexed")),
      waiting: h("p", {}, t("Waiting its turn")),
      cancelled: h("p", {}, t("Cancelled")),
    };
    const lacks = video.status === "indexed" ? incomplete(video.notes) : null;
    this.#state.replaceChildren(...[said[video.status], lacks, progressBar(video) ?? steps(video.assets)].filter(Boolean));
  }

  #say(sentence) {
    if (this.#state.textContent !== sentence) this.#state.textContent = sentence;
  }
}
