// The places of a video that answer a question, as plain data in order of time:
// `{start_s, end_s, strength, evidence, channels}`, the strongest place of a video has the strength 1.

const SAME_START_S = 0.05;

/** What is known of a video before anything is asked, or while the answer is on its way. */
export const NOTHING = { places: [], curve: null, matched: true, error: null };

/** The place that starts at `t`, else the one that `t` lies in, else null. */
export function placeAt(places, t) {
  return (
    places.find((place) => Math.abs(place.start_s - t) < SAME_START_S) ??
    places.find((place) => place.start_s <= t && t < place.end_s) ??
    null
  );
}

/** `listed`, and those of `others` that overlap none of them: the same place may come with ends a little apart. */
export function union(listed, others) {
  const clear = (other) => listed.every((place) => !overlap(place, other));
  return [...listed, ...others.filter(clear)].sort((a, b) => a.start_s - b.start_s);
}

/** The places of one video in an answer: its moments, and where else it says that the video matches. */
export function placesOf({ moments, videos }, videoId) {
  const marks = videos?.find((video) => video.video_id === videoId)?.places ?? [];
  const mine = moments.filter((moment) => moment.video_id === videoId);
  return union(weighed(mine, marks), marks.map((place) => ({ evidence: [], channels: [], ...place })));
}

/** What was found in a video, with the moments of the list in the place of those that overlap them. */
export function joined(listed, found) {
  if (!found.matched) return { ...found, places: weighed(listed), matched: true };
  return { ...found, places: union(weighed(listed, found.places), found.places) };
}

/** Moments with their strengths: those of `places` where they lie, else their scores against the best one's. */
export function weighed(moments, places = []) {
  const best = Math.max(...moments.map(({ score }) => score));
  const there = (moment) => places.filter((place) => overlap(place, moment)).map(({ strength }) => strength);
  const strength = (moment) => (places.length ? Math.max(0, ...there(moment)) : moment.score / best);
  return moments.map((moment) => ({ strength: strength(moment), ...moment }));
}

/** In order of `time`, or of `rank`: the strongest first. */
export const inOrder = (places, order) =>
  order === "rank" ? [...places].sort((a, b) => b.strength - a.strength || a.start_s - b.start_s) : places;

/**
 * The place `step` (1 or -1) on from `current` in the order shown, round at the ends. Of none: in order of time the
 * next one from second `t` on or before it, in order of rank the first or the last; null of no places.
 */
export function neighbour(shown, { current, step, order, t }) {
  const turn = (at) => shown[(at + shown.length) % shown.length] ?? null;
  const from = shown.indexOf(current);
  if (from >= 0) return turn(from + step);
  const later = order === "time" ? shown.findIndex((place) => place.start_s > t) : 0;
  return turn(later < 0 ? (step > 0 ? 0 : -1) : later - (step > 0 ? 0 : 1));
}

const overlap = (one, other) => other.end_s > one.start_s && one.end_s > other.start_s;
