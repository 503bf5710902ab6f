// What is asked: words, filters, a moment to be like, a picture. Filters alone ask nothing: they narrow the library.

import { enumerated, t } from "../ui/text.js";

/** Whether there is anything to search for. */
export const asks = ({ q, like, picture }) => Boolean(q || like || picture);

/** Whether two questions have the same answer. */
export const same = (one, other) => key(one) === key(other) && one.picture === other.picture;

/** The question as people name it. */
export function inWords({ q, like, picture }) {
  const named = [q && t("“{words}”", { words: q }), picture && t("the picture"), like && t("more like that moment")];
  return enumerated(named.filter(Boolean));
}

const key = ({ q, filters, like }) => JSON.stringify([q, like, Object.entries(filters).sort()]);
