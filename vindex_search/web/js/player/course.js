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

/** The path of a curve `{step_s, values}`, values from 0 to 1, over a video of `duration` seconds; "" of no values. */
export function outline({ step_s: step, values }, duration) {
  const heights = thinned(values.slice(0, Math.ceil(duration / step)));
  if (!heights.length) return "";
  const end = Math.min(1, (values.length * step) / duration) * BOX.width;
  const points = heights.map((height, at) => [((at + 0.5) / heights.length) * end, BOX.height * (1 - clamped(height))]);
  return `M0 ${BOX.height}L${written([0, points[0][1]])}${rounded(points)}L${written([end, points.at(-1)[1]])}L${written([end, BOX.height])}Z`;
}

/** Through the middles between points, bent towards the points: no corner, and nothing above the highest. */
function rounded(points) {
  const bends = points.slice(0, -1).map((point, at) => `Q${written(point)} ${written(middle(point, points[at + 1]))}`);
  return `L${written(points[0])}${bends.join("")}L${written(points.at(-1))}`;
}

const clamped = (share) => Math.min(1, Math.max(0, share || 0));
const middle = ([x1, y1], [x2, y2]) => [(x1 + x2) / 2, (y1 + y2) / 2];
const written = (point) => point.map((part) => Number(part.toFixed(1))).join(" ");
