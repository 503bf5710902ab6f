// One file on its way: the service says where to send it, then its bytes go there.

import { beginUpload } from "../api/client.js";
import { OWN, problemOf, Unreachable } from "../api/http.js";

/**
 * Upload a file; gives the id of its video.
 * @param progress is called with the share sent, 0 to 1
 * @throws Problem with the service's reason, Unreachable, or an AbortError once `signal` aborts
 */
export async function upload({ file, name, workspace }, progress, signal) {
  const target = await beginUpload({ workspace, name, size: file.size, signal });
  await sendBytes(file, target, progress, signal);
  return target.video_id;
}

/** XMLHttpRequest, because `fetch` cannot say how much of a body was sent. */
function sendBytes(file, { method, url, headers }, progress, signal) {
  const request = new XMLHttpRequest();
  const address = new URL(url, location.origin);
  return new Promise((done, failed) => {
    signal.addEventListener("abort", () => request.abort());
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
    request.addEventListener("load", () => {
      if (request.status < 300) done();
      else failed(problemOf(request.status, request.responseText));
    });
    request.addEventListener("error", () => failed(new Unreachable("broken")));
    request.addEventListener("abort", () => failed(new DOMException("cancelled", "AbortError")));
    request.open(method, address);
    // A presigned address allows the headers that it was signed with and no others.
    const own = address.origin === location.origin ? OWN : {};
    for (const [header, value] of Object.entries({ ...headers, ...own })) request.setRequestHeader(header, value);
    request.send(file);
  });
}
