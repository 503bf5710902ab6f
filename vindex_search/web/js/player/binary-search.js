// Things in order of time: which one it is now.

/** Index of the last of `timed`, in order of `start_s`, that has begun at `t`; -1 before the first. */
export function lastStarted(timed, t) {
  let [low, high] = [0, timed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timed[middle].start_s <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
