// The German of the page: one table for each part of it.

export const GERMAN = Object.freeze({});
