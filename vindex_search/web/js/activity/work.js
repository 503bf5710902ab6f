// The names of what the pipeline makes and of how its work ends, as people read them.

import { t } from "../ui/text.js";

/** By the asset's name in Dagster. */
export const ASSETS = {
  video: t("video"),
  frames: t("frames"),
  audio: t("audio"),
  transcript: t("transcript"),
  screen_text: t("screen text"),
  chapters: t("chapters"),
  frame_embeddings: t("frame embeddings"),
  text_embeddings: t("text embeddings"),
  index_points: t("index points"),
};

/** What became of one asset. */
export const STATES = {
  done: t("done"),
  waiting: t("waiting"),
  working: t("at work"),
  made: t("made"),
  reused: t("reused"),
  shared: t("shared"),
  failed: t("failed"),
  cancelled: t("cancelled"),
  stale: t("out of date"),
};

/** What became of a run. */
export const OUTCOMES = {
  done: t("Done"),
  failed: t("Failed"),
  cancelled: t("Cancelled"),
  working: t("At work"),
  partial: t("In part"),
};

/** Who asked for a run. */
export const ASKED_BY = {
  sensor: t("by itself"),
  backfill: t("by a backfill"),
  operator: t("by an operator"),
  command: t("by a command"),
  repair: t("by a repair"),
  reindex: t("by a reindex"),
};
