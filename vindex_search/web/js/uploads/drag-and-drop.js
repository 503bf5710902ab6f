// Files dropped onto the page: a picture on the search box is a question, anything else is an upload.

import { isPicture } from "../search/image-query.js";

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

/** `ask(picture)` and `upload(files)` are called with what was dropped; `mayUpload()` says whether uploads are offered. */
export function listenToDrops({ ask, upload, mayUpload }) {
  const mark = (kind) => (kind ? (document.body.dataset.drop = kind) : delete document.body.dataset.drop);
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const asks = event.target.closest?.("#search");
    event.dataTransfer.dropEffect = asks || mayUpload() ? "copy" : "none";
    mark(asks ? "ask" : mayUpload() && "upload");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && mark(null));
  document.addEventListener("drop", async (event) => {
    mark(null);
    if (!holdsFiles(event)) return;
    event.preventDefault();  // else the browser leaves the page for the file
    const picture = event.target.closest?.("#search") && [...event.dataTransfer.files].find(isPicture);
    if (picture) ask(picture);
    else if (mayUpload()) upload(await dropped(event.dataTransfer));
  });
}

/** `{file, name}` of each file, those inside dropped folders too; the name begins with the folders. */
async function dropped({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...files].map((file) => ({ file, name: file.name }));
  if (!entries.some((entry) => entry.isDirectory)) return plain;
  return (await Promise.all(entries.map(inside))).flat();
}

async function inside(entry) {
  const asked = (method) => new Promise((done, failed) => method(done, failed));
  if (entry.isFile) return [{ file: await asked((...both) => entry.file(...both)), name: entry.fullPath.slice(1) }];
  const reader = entry.createReader();
  const found = [];
  // A reader gives its entries in parts, and an empty part at the end.
  for (let some; (some = await asked((...both) => reader.readEntries(...both))).length; ) found.push(...some);
  return (await Promise.all(found.map(inside))).flat();
}
