// The keyboard: `/` to the search box, j and k through the list, Esc closes the player.

const isTyping = (target) => target.matches("input, textarea, select, [contenteditable]");

/** `next(1 | -1)` moves through the list, `close()` returns true where there was something to close. */
export function listenToKeys({ focusSearch, next, close }) {
  const actions = { "/": focusSearch, j: () => next(1), k: () => next(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const action = isTyping(event.target) ? undefined : actions[event.key];
    const done = event.key === "Escape" ? close() : action && (action(), true);
    if (done) event.preventDefault();
  });
}
