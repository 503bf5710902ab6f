// What the player says of what it plays: the title of the window, when it is, and that it cannot be played.

import { mediaUrl } from "../api/client.js";
import { h } from "../ui/dom.js";
import { clock, range } from "../ui/format.js";
import { clockTime } from "../ui/recorded.js";
import { plural, t } from "../ui/text.js";

/** The title of the window for a video at a second; `name` may be "". */
export const windowTitle = (name, start) =>
  name ? `${t("{title} at {time}", { title: name, time: clock(start) })} · vindex` : "vindex";

export const nameless = () => t("Video");

/** `0:31–0:43 · 2 more in this video`; `places` are all that were found, `current` the one that plays, or null. */
export function whenLine(current, places, start, recorded) {
  const others = places.filter((place) => place !== current).length;
  const when = current ? range(current.start_s, current.end_s) : start > 0 ? t("from {time}", { time: clock(start) }) : "";
  const rest = others ? counted(others, current !== null) : "";
  return [when, clockTime(recorded, current?.start_s ?? start), rest].filter(Boolean).join(" · ");
}

/** That this browser cannot play a video, with the way to its file; `frame`: whether its frames are shown instead. */
export const unplayable = (videoId, frame) => [
  frame ? t("This browser cannot play this video: its frames are shown instead.") : t("This browser cannot play this recording."),
  " ",
  h("a", { href: mediaUrl(videoId), download: true }, t("Download it")),
];

const counted = (others, more) =>
  more
    ? plural(others, "{count} more in this video", "{count} more in this video")
    : plural(others, "{count} place in this video", "{count} places in this video");
