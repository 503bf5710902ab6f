// The embedded player, `/embed/ID?t=12.5` or `/embed/ID#t=10,20`: one video, its captions, and a link to the whole page.
// The times go to the video element as a media fragment, which browsers honour: they start and stop by it.

import { mediaUrl, video as fetchVideo } from "./api/client.js";
import { attempt } from "./api/http.js";
import { parseFragment, parseTimes } from "./player/media-fragment.js";
import "./ui/static-texts.js";
import { h } from "./ui/dom.js";
import { refusal } from "./ui/refusal.js";
import { t } from "./ui/text.js";
import { visible } from "./ui/visible.js";

const part = (id) => document.getElementById(id);
const element = part("video");
const videoId = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const asked = new URLSearchParams(location.search).get("t");
const times = parseFragment(location.hash) ?? (asked === null ? null : parseTimes(asked));

const fragment = times ? `#t=${times.start}${times.end === null ? "" : `,${times.end}`}` : "";
part("title").href = `/v/${encodeURIComponent(videoId)}${fragment}`;
element.addEventListener("play", () => document.body.classList.add("plays"));
element.addEventListener("pause", () => document.body.classList.remove("plays"));
element.addEventListener("error", () => explain(t("This browser cannot play this video here: open it in vindex.")));
element.src = mediaUrl(videoId) + fragment;
describe();

async function describe() {
  const { answer, error } = await attempt(fetchVideo(videoId));
  if (!answer) return explain(refusal(error));
  const title = visible(answer.title);
  document.title = part("title").textContent = title;
  element.setAttribute("aria-label", title);
  if (answer.thumbnail_url && !fragment) element.poster = answer.thumbnail_url;
  if (answer.transcript_url) element.append(captions(answer));
}

const captions = ({ transcript_url: src, language }) =>
  h("track", { kind: "captions", src, label: t("Captions"), ...(language ? { srclang: language } : {}) });

function explain(sentence) {
  part("fault").textContent = visible(sentence);
  part("fault").hidden = false;
}
