// The address is the state: `/` library, `/?q=` results, `/v/ID?t=&q=` player. These two functions are each other's inverse.

/** @returns {{q: string, videoId: string|null, t: number}} */
export function parse({ pathname, search }) {
  const parameters = new URLSearchParams(search);
  const path = /^\/v\/([^/]+)\/?$/.exec(pathname);
  const t = Number(parameters.get("t") ?? 0);
  return {
    q: (parameters.get("q") ?? "").trim(),
    videoId: path ? decoded(path[1]) : null,
    t: Number.isFinite(t) && t > 0 ? t : 0,
  };
}

/** The address of a route, from the root. `t` is kept to the last digit: a rounded start may show the frame before. */
export function address({ q = "", videoId = null, t = 0 }) {
  const parameters = new URLSearchParams();
  if (videoId && t > 0) parameters.set("t", String(t));
  if (q) parameters.set("q", q);
  const path = videoId ? `/v/${encodeURIComponent(videoId)}` : "/";
  return parameters.size ? `${path}?${parameters}` : path;
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
