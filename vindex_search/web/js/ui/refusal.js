// A call that failed, in words. What the service says in detail is shown as it says it, which is in English; the kind of
// its refusal has a name in each language.

import { Unreachable } from "../api/http.js";
import { language, t } from "./text.js";
import { visible } from "./visible.js";

const KINDS = {
  400: t("The question cannot be read"),
  401: t("A key is needed"),
  403: t("This is not allowed"),
  404: t("This is not here"),
  409: t("This does not fit what is there"),
  413: t("This is too large"),
  415: t("This kind of file is not taken"),
  422: t("The question cannot be read"),
  429: t("Too much at once"),
  500: t("The service has a fault"),
  503: t("The service is not ready"),
};

/** The kind of a failure; in English the service's own name of it. */
export function titleOf(error) {
  if (error instanceof Unreachable) return t("The service cannot be reached");
  return (language === "en" && error.title) || (KINDS[error.status] ?? error.title);
}

/** What else is known of it. */
export const detailOf = (error) =>
  error instanceof Unreachable ? t("It may be starting, or the connection is gone.") : error.detail;

/** The failure in one sentence. */
export const refusal = (error) =>
  error instanceof Unreachable ? t("The service cannot be reached.") : visible(error.detail || titleOf(error));
