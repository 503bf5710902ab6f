// Asking with a picture: pasted into the page, chosen as a file, or dropped onto the search box (uploads/drag-and-drop.js).

const part = (id) => document.getElementById(id);

/** Whether a file is a picture, as far as the browser can tell. */
export const isPicture = (file) => file?.type.startsWith("image/") ?? false;

/** `take` is called with each picture that was pasted or chosen. */
export function listenToPictures(take) {
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
    if (!file) return;
    event.preventDefault();
    take(file);
  });
  part("picture-file").addEventListener("change", ({ target }) => {
    if (target.files[0]) take(target.files[0]);
    target.value = "";  // the same picture can be chosen again
  });
}

/** Show the picture that is asked with at the left of the search box; null: none. */
export async function showPicture(file) {
  const canvas = part("picture");
  canvas.hidden = true;
  document.body.classList.toggle("pictured", file !== null);
  if (file === null) return;
  try {
    // Drawn, not linked: a `blob:` address would need a wider content security policy.
    const bitmap = await createImageBitmap(file);
    const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    canvas.hidden = false;
  } catch (error) {
    // The browser cannot draw it; the service says whether it can read it.
    if (error.name !== "InvalidStateError") throw error;
  }
}
