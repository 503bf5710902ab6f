// The German of the page: one table for each part of it, by the English. Things that are counted have a form for each
// plural that `Intl.PluralRules` knows.

import { ACTIVITY } from "./activity.js";
import { ALERTS } from "./alerts.js";
import { COMMON } from "./common.js";
import { PAGE } from "./page.js";
import { PLAYBACK } from "./playback.js";
import { PLAYER } from "./player.js";
import { RESULTS } from "./results.js";
import { SEARCH } from "./search.js";
import { SHARING } from "./sharing.js";
import { UPLOADS } from "./uploads.js";

export const GERMAN = Object.freeze({
  ...COMMON,
  ...PAGE,
  ...SEARCH,
  ...RESULTS,
  ...PLAYER,
  ...PLAYBACK,
  ...UPLOADS,
  ...ACTIVITY,
  ...ALERTS,
  ...SHARING,
});
