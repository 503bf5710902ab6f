// The button that copies the link of the moment.

import { t } from "../ui/text.js";

const COPIED_MS = 1800;
const part = (id) => document.getElementById(id);

export async function share() {
  const label = part("share").querySelector("span");
  try {
    await navigator.clipboard.writeText(location.href);
    label.textContent = t("Copied");
    setTimeout(() => (label.textContent = t("Copy link")), COPIED_MS);
  } catch (error) {
    // No clipboard outside https and localhost (TypeError), or the viewer said no: show the link, ready to copy.
    if (!(error instanceof TypeError) && error.name !== "NotAllowedError") throw error;
    part("link-box").hidden = false;
    part("link").value = location.href;
    part("link").select();
  }
}
