// The service's JSON, and the two ways a call can fail: it answered with a problem, or it did not answer.

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

export const search = ({ q, videoId, limit, signal }) => get("/v1/search", { q, video_id: videoId, limit }, signal);
export const videos = ({ signal } = {}) => get("/v1/videos", {}, signal);
export const video = (id) => get(`/v1/videos/${encodeURIComponent(id)}`);
export const status = () => get("/v1/status");
export const mediaUrl = (id) => `/v1/videos/${encodeURIComponent(id)}/media`;
/** The page after this one; `next` is the address that an answer carries. */
export const page = (next, signal) => get(next, {}, signal);

/** `{answer}` or `{error}` of a call; an error that is not the service's is a fault of this page and surfaces. */
export async function attempt(call) {
  try {
    return { answer: await call };
  } catch (error) {
    if (error instanceof Problem || error instanceof Unreachable) return { error };
    throw error;
  }
}

async function get(path, parameters = {}, signal = undefined) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  try {
    const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw await problem(response);
    return await response.json();
  } catch (error) {
    if (error instanceof Problem || error.name === "AbortError") throw error;
    throw new Unreachable(error.message);
  }
}

async function problem(response) {
  const plain = { status: response.status, title: `The service answered ${response.status}`, detail: "" };
  if (!/[/+]json/.test(response.headers.get("Content-Type") ?? "")) return new Problem(plain);
  const { title, detail } = await response.json();
  return new Problem({ ...plain, title: title || plain.title, detail: typeof detail === "string" ? detail : "" });
}
