// Calls to the service, and the two ways one can fail: it answered with a problem, or it did not answer.

import { t } from "../ui/text.js";

// A form of another site cannot send this header, so it tells the service that the page itself asks.
export const OWN = { "X-Vindex": "1" };

/** An `application/problem+json` answer (or any other refusal), in the service's own words. */
export class Problem extends Error {
  constructor({ status, title, detail }) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }
}

/** No answer at all: the service is down, or the network is. */
export class Unreachable extends Error {}

/** `{answer}` or `{error}` of a call; an error that is not the service's is a fault of this page and surfaces. */
export async function attempt(call) {
  try {
    return { answer: await call };
  } catch (error) {
    if (error instanceof Problem || error instanceof Unreachable) return { error };
    throw error;
  }
}

/** JSON of an address with `parameters`: a list is repeated, what is empty is left out. */
export function get(path, parameters = {}, signal = undefined) {
  const url = new URL(path, location.origin);
  for (const [name, value] of given(parameters)) url.searchParams.append(name, value);
  return answered(url, { signal });
}

/** The words of a file of the service that is not JSON. */
export async function text(path) {
  return (await response(path, {})).text();
}

/** The bytes of a file of the service. */
export async function bytes(path, signal) {
  return (await response(path, { signal })).arrayBuffer();
}

/** What the service answers to `body`: a form as it is, anything else as JSON, nothing where it is undefined. */
export function send(method, path, body = undefined, signal = undefined) {
  if (body === undefined || body instanceof FormData) return answered(path, { method, body, signal, headers: OWN });
  const headers = { ...OWN, "Content-Type": "application/json" };
  return answered(path, { method, body: JSON.stringify(body), signal, headers });
}

/** `[name, value]` of everything given, a list as one pair each. */
export const given = (parameters) =>
  Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().filter((one) => one !== undefined && one !== null && one !== "").map((one) => [name, one]),
  );

/** The problem that an answer of the service is, whatever its body holds. */
export function problemOf(status, body) {
  const plain = { status, title: t("The service answered {status}", { status: String(status) }), detail: "" };
  try {
    const { title, detail } = JSON.parse(body);
    return new Problem({ ...plain, title: title || plain.title, detail: typeof detail === "string" ? detail : "" });
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return new Problem(plain);
    throw error;
  }
}

async function answered(url, options) {
  const answer = await response(url, options);
  return answer.status === 204 ? null : answer.json();
}

async function response(url, { headers = {}, ...options }) {
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...headers } });
    if (!answer.ok) throw problemOf(answer.status, await answer.text());
    return answer;
  } catch (error) {
    if (error instanceof Problem || error.name === "AbortError") throw error;
    throw new Unreachable(error.message);
  }
}
