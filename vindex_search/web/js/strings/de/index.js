// The German of the page: one table for each part of it.

import { PLAYBACK } from "./playback.js";

export const GERMAN = Object.freeze({ ...PLAYBACK });
