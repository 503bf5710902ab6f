// What others take of the video that plays: captions as files, an IIIF manifest, and the code that embeds the player.

import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";

const part = (id) => document.getElementById(id);

/** Show where the forms of `video`, as the service describes it, are, and how it is embedded from `start` seconds on. */
export function showGiveOut({ video_id: id, transcript_url: captions, duration_s: duration }, start) {
  const base = captions?.replace(/\.vtt$/, "");
  const forms = base ? [["WebVTT", `${base}.vtt`], ["SubRip", `${base}.srt`], ["TTML", `${base}.ttml`]] : [];
  if (duration) forms.push([t("IIIF manifest"), `/iiif/${encodeURIComponent(id)}/manifest.json`]);
  part("give-out-links").replaceChildren(...forms.map(([name, href]) => h("li", {}, h("a", { href, target: "_blank" }, name))));
  embedFrom(id, start);
  part("give-out").hidden = false;
}

export function embedFrom(id, start) {
  const address = `${location.origin}/embed/${encodeURIComponent(id)}${start > 0 ? `?t=${start}` : ""}`;
  part("embed-code").value = `<iframe src="${address}" width="640" height="360" allowfullscreen></iframe>`;
}

export function clearGiveOut() {
  part("give-out").hidden = true;
}
