// Wiring. Everything follows from the address, but for a picture, which has none: a change of the route loads the list,
// opens or closes the player.

import { search } from "./api/client.js";
import { attempt } from "./api/http.js";
import { Player } from "./player/player.js";
import { union } from "./player/timeline.js";
import { List } from "./results/list.js";
import { FilterForm } from "./search/filter-form.js";
import { listenToPictures, showPicture } from "./search/image-query.js";
import { asks, same } from "./search/query.js";
import { listenToDrops } from "./uploads/drag-and-drop.js";
import { Uploads } from "./uploads/panel.js";
import { listenToKeys, showKeys } from "./keyboard.js";
import { address, HOME, parse } from "./route.js";
import { listenToSignOut } from "./session.js";

const DEBOUNCE_MS = 160;  // longer than between two letters, shorter than a pause for thought
const MOMENTS_PER_VIDEO = 50;
const part = (id) => document.getElementById(id);
const input = part("q");

let route = HOME;
let asked = null;  // the picture that is asked with
let typing = 0;
let marks = null;  // the question and video that were asked for the line under the video, and the answer to come
const question = () => ({ q: route.q, filters: route.filters, like: route.like, picture: asked });
const clear = () => go({ ...route, filters: {} });
const list = new List({ shown: drawn, known, signed, upload: () => uploads.open(), clear });
const player = new Player({ open: (moment) => go({ ...route, t: moment.start_s }), close: closePlayer });
const filters = new FilterForm({ change });
const uploads = new Uploads();

function go(next, picture = asked) {
  history[address(next) === address(route) ? "replaceState" : "pushState"](null, "", address(next));
  follow(next, { again: true, picture });
}

/** Make the page show `next`. `again` starts the video anew even where it is already open at this moment. */
function follow(next, { first = false, again = false, picture = asked } = {}) {
  const [before, asking] = [route, question()];
  [route, asked] = [next, picture];
  if (input.value.trim() !== route.q) input.value = route.q;
  document.body.dataset.view = asks(question()) || route.videoId ? "results" : "home";
  document.body.classList.toggle("playing", route.videoId !== null);
  if (route.videoId === null) player.stop();
  else if (before.videoId !== route.videoId || before.t !== route.t || (again && same(asking, question()))) play();
  if (asked !== asking.picture) showPicture(asked);
  if (first || !same(asking, question())) list.load(question());
  filters.show(question(), (id) => list.titleOf(id));
  markCurrent();
}

function play() {
  const { videoId, t, q } = route;
  player.start({ videoId, t, moments: listed(), title: list.titleOf(videoId), q });
  showMarks();
}

function closePlayer() {
  if (route.videoId === null) return false;
  const opened = current();
  go({ ...route, videoId: null, t: 0 });
  (opened ?? input).focus();
  return true;
}

/** The list holds the best moments of all videos; the line under the video shows every one of this video. */
async function showMarks() {
  const [{ q, videoId }, now] = [route, question()];
  if (!asks(now)) return player.show([], q);
  if (marks?.videoId !== videoId || !same(marks.question, now)) {
    marks = { question: now, videoId, found: attempt(search(now, { videoId, limit: MOMENTS_PER_VIDEO })) };
  }
  player.show(listed(), q);
  const { answer } = await marks.found;
  const others = answer && answer.matched !== false ? answer.moments : [];
  if (route.videoId === videoId && same(now, question())) player.show(union(listed(), others), q);
}

function drawn() {
  markCurrent();
  filters.show(question(), (id) => list.titleOf(id));
  if (route.videoId) showMarks();
}

/** What the service says of itself and of what the caller may do; null where no key was given. */
function known(status) {
  filters.offer(status);
  uploads.offer(status);
  for (const name of ["sign-out", "end-all"]) part(name).hidden = !status?.keys;
}

/** Somebody signed in or out: what was asked before is asked anew. */
function signed() {
  marks = null;
  if (route.videoId !== null) {
    player.stop();
    play();
  }
  list.reload();
}

/** A filter, the likeness or the picture was changed; one entry in the history for all changes in a row. */
function change({ picture = asked, ...changed }) {
  const next = { ...route, ...changed };
  history[asks(question()) ? "replaceState" : "pushState"](null, "", address(next));
  follow(next, { picture });
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
  if (q === route.q) return insist && list.load(question());
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
  const link = event.target.closest("a[data-video], a[data-home], button[data-like]");
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || elsewhere) return;
  event.preventDefault();
  const { video: videoId, t, like } = link.dataset;
  if (videoId) return go({ ...route, videoId, t: Number(t) });
  go(like ? { ...HOME, filters: route.filters, like } : HOME, null);
  if (like) scrollTo(0, 0);
}

input.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(ask, DEBOUNCE_MS);
});
part("search").addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ insist: true });
});
document.addEventListener("click", openLink);
window.addEventListener("popstate", () => follow(parse(location)));
listenToPictures((picture) => change({ picture }));
listenToDrops({
  ask: (picture) => change({ picture }),
  upload: (files) => uploads.take(files),
  mayUpload: () => uploads.offered,
});
listenToSignOut(part("sign-out"), signed);
listenToSignOut(part("end-all"), signed, { everywhere: true });
part("shortcuts-button").addEventListener("click", showKeys);
listenToKeys({
  focusSearch: () => (input.focus(), input.select()),
  next: stepThroughList,
  close: () => filters.close() || closePlayer() || uploads.close(),
  help: showKeys,
  player: () => (player.isOpen ? player : null),
});
follow(parse(location), { first: true });
