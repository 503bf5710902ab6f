// The two buttons of the player: onto a list, and by a link to somebody. Shown to those who may edit.

import { openAdd } from "./add-dialog.js";
import { openShare } from "./share-dialog.js";

const part = (id) => document.getElementById(id);

export class SharingButtons {
  #now = null;

  constructor() {
    part("add-to-list").addEventListener("click", () => openAdd(this.#now));
    part("share-link").addEventListener("click", () => openShare(this.#now));
  }

  /** The video and, where one plays, its moment. */
  of(videoId, current) {
    const [start, end] = current ? [current.start_s, current.end_s] : [null, null];
    this.#now = { videoId, workspace: videoId.slice(0, videoId.indexOf("--")), start, end };
  }
}

/** `status` is what the service says of the caller; null where nobody signed in. */
export function offerSharing(status) {
  const may = status?.permissions?.some((one) => one === "edit" || one === "admin") ?? false;
  for (const name of ["add-to-list", "share-link"]) part(name).hidden = !may;
  part("lists-link").hidden = !status;
}
