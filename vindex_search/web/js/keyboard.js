// The keyboard: `/` to the search box, j and k (or Down from the box) through the list, Space and the arrows for the
// video, `f`, n and N for what is found in it, `?` for the list of them all, Esc closes what is open.

const SKIP_S = 5;
const PRESSED = "button, summary, video, label";  // a key has a meaning of its own on these

const isTyping = (target) => target.matches("input:not([type=range]), textarea, select, [contenteditable]");

/**
 * `next(1 | -1)` moves through the list, `close()` returns true where there was something to close, `player` is the
 * open player or null.
 */
export function listenToKeys({ focusSearch, next, close, help, player }) {
  const anywhere = { "/": focusSearch, j: () => next(1), k: () => next(-1), "?": help };
  const inTheBox = { ArrowDown: () => next(1) };
  const skip = (seconds) => (one) => one.skip(seconds);
  const video = { " ": (one) => one.toggle(), ArrowLeft: skip(-SKIP_S), ArrowRight: skip(SKIP_S) };
  const finding = { f: (one) => one.focusFind(), n: (one) => one.step(1), N: (one) => one.step(-1) };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;  // a part of the page took it
    const typing = isTyping(target);
    const action = (typing ? target.id === "q" && inTheBox : anywhere)[key];
    const free = !typing && !target.matches(`${PRESSED}, [type=range]`);
    const watch = typing ? null : finding[key] ?? (free ? video[key] : null);
    const watched = watch && player();
    const done = key === "Escape" ? close() : action ? (action(), true) : watched && (watch(watched), true);
    if (done) event.preventDefault();
  });
}

/** Show the keys in a dialog of their own. */
export function showKeys() {
  document.getElementById("shortcuts").showModal();
}
