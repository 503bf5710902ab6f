// The keyboard: `/` to the search box, j and k (or Down from the box) through the list, Esc closes the player.

const isTyping = (target) => target.matches("input, textarea, select, [contenteditable]");

/** `next(1 | -1)` moves through the list, `close()` returns true where there was something to close. */
export function listenToKeys({ focusSearch, next, close }) {
  const anywhere = { "/": focusSearch, j: () => next(1), k: () => next(-1) };
  const inTheBox = { ArrowDown: () => next(1) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const action = (isTyping(event.target) ? event.target.type === "search" && inTheBox : anywhere)[event.key];
    const done = event.key === "Escape" ? close() : action && (action(), true);
    if (done) event.preventDefault();
  });
}
