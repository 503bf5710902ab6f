// The German of the page: one table for each part of it.

import { ALERTS } from "./alerts.js";

export const GERMAN = Object.freeze({ ...ALERTS });
