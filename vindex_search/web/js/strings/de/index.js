// The German of the page: one table for each part of it.

import { SHARING } from "./sharing.js";

export const GERMAN = Object.freeze({ ...SHARING });
