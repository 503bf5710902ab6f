// A row of many things is one stop of the Tab key; the arrows lead through it.

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Let the arrows move the focus among those inside `root` that `selector` finds. */
export function rove(root, selector) {
  root.addEventListener("keydown", (event) => {
    const items = [...root.querySelectorAll(selector)];
    const at = items.indexOf(event.target);
    if (at < 0 || !(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = items[Math.min(items.length - 1, Math.max(0, at + STEPS[event.key]))];
    stopAt(items, to);
    to.focus();
  });
}

/** Make `item` the one of `items` that the Tab key stops at; the first one where it is none of them. */
export function stopAt(items, item) {
  const stop = items.includes(item) ? item : items[0];
  for (const one of items) one.tabIndex = one === stop ? 0 : -1;
}
