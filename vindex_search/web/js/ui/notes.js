// What a video lacks, and what was decided about its file, in words.

import { h, icon } from "./dom.js";
import { t } from "./text.js";

const KINDS = {
  times_restarted: t("Times restarted"),
  packets_unplaced: t("Packets unplaced"),
  length_corrected: t("Length corrected"),
  file_unread: t("File unread"),
  frames_lost: t("Frames lost"),
  sound_lost: t("Sound lost"),
  picture_size_changed: t("Picture size changed"),
  video_track_passed_over: t("Video track passed over"),
  audio_track_passed_over: t("Audio track passed over"),
  channel_cancelled: t("Channel cancelled"),
  subtitles_passed_over: t("Subtitles passed over"),
  subtitles_unreadable: t("Subtitles unreadable"),
  subtitle_lines_skipped: t("Subtitle lines skipped"),
  subtitle_encoding_guessed: t("Subtitle encoding guessed"),
  cues_outside: t("Cues outside"),
  subtitles_shifted: t("Subtitles shifted"),
  subtitles_incomplete: t("Subtitles incomplete"),
  description_unreadable: t("Description unreadable"),
  description_passed_over: t("Description passed over"),
  description_partly_read: t("Description partly read"),
};

/** What of a video cannot be found. */
export const losses = (notes) => (notes ?? []).filter(({ loss }) => loss);

/** The kind of a note in a few words; of one that this page does not know, its code as words. */
export const kindOf = ({ code }) => KINDS[code] ?? capital(code.replaceAll("_", " "));

/** The sentence of a note as it stands alone; the service begins it in lower case and ends it without a stop. */
export const sentence = ({ text }) => capital(/[.!?…]$/.test(text) ? text : `${text}.`);

/** The mark of a video that is indexed with losses, with the first of them; null of one that lacks nothing. */
export function incomplete(notes) {
  const [first, ...others] = losses(notes);
  if (!first) return null;
  const more = others.length ? ` ${t("And {count} more.", { count: others.length })}` : "";
  const said = h("span", { class: "clamped" }, h("strong", {}, t("Incomplete")), ` ${sentence(first)}${more}`);
  return h("p", { class: "condition incomplete" }, icon("warning"), said);
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
