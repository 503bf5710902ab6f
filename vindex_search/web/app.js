// Wiring. Everything follows from the address: a change of the route loads the list, opens or closes the player.

import { attempt, search } from "./api.js";
import { listenToKeys } from "./keys.js";
import { List } from "./list.js";
import { Player } from "./player.js";
import { address, parse } from "./route.js";
import { union } from "./timeline.js";

const DEBOUNCE_MS = 160;  // longer than between two letters, shorter than a pause for thought
const MOMENTS_PER_VIDEO = 50;
const HOME = { q: "", videoId: null, t: 0 };
const input = document.getElementById("q");
const form = document.getElementById("search");

let route = HOME;
let typing = 0;
let marks = { key: null, found: null };
const list = new List({ shown: () => (markCurrent(), route.videoId && showMarks()) });
const player = new Player({ open: (moment) => go({ ...route, t: moment.start_s }), close: closePlayer });

function go(next) {
  history[address(next) === address(route) ? "replaceState" : "pushState"](null, "", address(next));
  follow(next, { again: true });
}

/** Make the page show `next`. `again` starts the video anew even where it is already open at this moment. */
function follow(next, { first = false, again = false } = {}) {
  const before = route;
  route = next;
  if (input.value.trim() !== route.q) input.value = route.q;
  document.body.dataset.view = route.q || route.videoId ? "results" : "home";
  document.body.classList.toggle("playing", route.videoId !== null);
  if (route.videoId === null) player.stop();
  else if (again || before.videoId !== route.videoId || before.t !== route.t) play();
  if (first || before.q !== route.q) list.load(route.q);
  markCurrent();
}

function play() {
  const { videoId, t } = route;
  player.start({ videoId, t, moments: listed(), title: list.titleOf(videoId) });
  showMarks();
}

function closePlayer() {
  if (route.videoId === null) return false;
  const opened = current();
  go({ ...HOME, q: route.q });
  (opened ?? input).focus();
  return true;
}

/** The list holds the best moments of all videos; the line under the video shows every one of this video. */
async function showMarks() {
  const { q, videoId } = route;
  if (!q) return player.show([]);
  const key = JSON.stringify([q, videoId]);
  if (marks.key !== key) marks = { key, found: attempt(search({ q, videoId, limit: MOMENTS_PER_VIDEO })) };
  player.show(listed());
  const { answer } = await marks.found;
  if (route.q === q && route.videoId === videoId) player.show(union(listed(), answer?.moments ?? []));
}

const listed = () => list.moments.filter((moment) => moment.video_id === route.videoId);
const current = () => list.links.find(({ dataset }) => dataset.video === route.videoId && Number(dataset.t) === route.t);

function markCurrent() {
  const playing = current();
  for (const link of list.links) {
    if (link === playing) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (route.videoId === null) document.title = route.q ? `${route.q} · vindex` : "vindex";
}

function ask({ insist = false } = {}) {
  clearTimeout(typing);
  const q = input.value.trim();
  if (q === route.q) return insist && list.load(q);
  const next = { ...route, q };
  // One entry in the history per search, not one per letter.
  history[route.q ? "replaceState" : "pushState"](null, "", address(next));
  return follow(next);
}

function stepThroughList(step) {
  const { links } = list;
  const at = links.indexOf(document.activeElement);
  const from = at >= 0 ? at : links.indexOf(current());
  const link = links[Math.min(links.length - 1, Math.max(0, from + step))];
  link?.focus();
  if (route.videoId !== null) link?.click();
}

function openLink(event) {
  const link = event.target.closest("a[data-video], a[data-home]");
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || elsewhere) return;
  event.preventDefault();
  const { video: videoId, t } = link.dataset;
  go(videoId ? { q: route.q, videoId, t: Number(t) } : HOME);
}

input.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(ask, DEBOUNCE_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ insist: true });
});
document.addEventListener("click", openLink);
window.addEventListener("popstate", () => follow(parse(location)));
listenToKeys({ focusSearch: () => (input.focus(), input.select()), next: stepThroughList, close: closePlayer });
follow(parse(location), { first: true });
