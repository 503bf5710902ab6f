// The course of a question through a video, as the outline of a soft curve: pure functions.

const POINTS = 180;  // of the outline: more cannot be told apart on the line under a video
export const BOX = { width: 1000, height: 100 };  // of the drawing, whatever its size on the page

/** At most `most` values, each the highest of its stretch: a peak of two seconds in two hours is not lost. */
export function thinned(values, most = POINTS) {
  const count = Math.min(most, values.length);
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [at, at + 1].map((edge) => Math.floor((edge * values.length) / count));
    return Math.max(...values.slice(from, to));
  });
}

/**
 * The path of a curve `{step_s, values}`, values from 0 to 1 and the first one at the start, over a video of `duration`
 * seconds; "" of no values.
 */
export function outline({ step_s: step, values }, duration) {
  const within = values.slice(0, Math.ceil(duration / step) + 1);
  const heights = thinned(within);
  if (!heights.length) return "";
  const middle = (at) => ((at + 0.5) * within.length) / heights.length - 0.5;
  const points = heights.map((height, at) => [placed((middle(at) * step) / duration), BOX.height * (1 - clamped(height))]);
  const [first, last] = [points[0], points.at(-1)];
  return `M${written([first[0], BOX.height])}${bent(points)}L${written([last[0], BOX.height])}Z`;
}

/** Through the middles between points, bent towards the points: no corner, and nothing above the highest. */
function bent(points) {
  const bends = points.slice(0, -1).map((point, at) => `Q${written(point)} ${written(halfway(point, points[at + 1]))}`);
  return `L${written(points[0])}${bends.join("")}L${written(points.at(-1))}`;
}

const clamped = (share) => Math.min(1, Math.max(0, share || 0));
const placed = (share) => clamped(share) * BOX.width;
const halfway = ([x1, y1], [x2, y2]) => [(x1 + x2) / 2, (y1 + y2) / 2];
const written = (point) => point.map((part) => Number(part.toFixed(1))).join(" ");
