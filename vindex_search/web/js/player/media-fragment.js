// Temporal media fragments: `t=10`, `t=10,20`, `t=,20`, `t=npt:0:02:00,0:02:01.5`
// (W3C Media Fragments 1.0, section 4.2.1).

const CLOCK = /^(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:\.\d*)?)$/;

/** `{start, end}` in seconds of a fragment such as `#t=10,20`; `end` is null where it plays on; null: it names no time. */
export function parseFragment(fragment) {
  const times = new URLSearchParams(fragment.replace(/^#/, "")).getAll("t").at(-1);
  return times === undefined ? null : parseTimes(times);
}

/** The same of the value of `t` alone. */
export function parseTimes(times) {
  const [from, to, ...more] = times.replace(/^npt:/, "").split(",");
  const start = from === "" && to !== undefined ? 0 : seconds(from);
  const end = to === undefined ? null : seconds(to);
  const isRange = start !== null && !more.length && (to === undefined || (end !== null && end > start));
  return isRange ? { start, end } : null;
}

function seconds(clock) {
  const [, hours = 0, minutes = 0, rest] = CLOCK.exec(clock) ?? [];
  return rest === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}
