// Wiring. Everything follows from the address, but for a picture, which has none: a change of the route loads the list,
// opens or closes the player.

import "./ui/static-texts.js";
import { Alerts } from "./alerts/panel.js";
import { Finder } from "./player/find/finder.js";
import { joined, NOTHING } from "./player/find/places.js";
import { Player } from "./player/player.js";
import { List } from "./results/list.js";
import { Counts } from "./search/counts.js";
import { FilterForm } from "./search/filter-form.js";
import { listenToPictures, showPicture } from "./search/image-query.js";
import { asks, same } from "./search/query.js";
import { offerSharing } from "./sharing/player-buttons.js";
import { Suggestions } from "./search/suggest/suggestions.js";
import { listenToDrops } from "./uploads/drag-and-drop.js";
import { Uploads } from "./uploads/panel.js";
import { listenToKeys, showKeys } from "./keyboard.js";
import { address, endOf, HOME, parse } from "./route.js";
import { listenToSignOut } from "./session.js";
import { listenToLanguage } from "./ui/language-choice.js";

const DEBOUNCE_MS = 160;  // longer than between two letters, shorter than a pause for thought
const CLOSED = { videoId: null, t: 0, find: "", order: "time" };
const part = (id) => document.getElementById(id);
const input = part("q");

let route = HOME;
let asked = null;  // the picture that is asked with
let typing = 0;
const question = () => ({ q: route.q, filters: route.filters, like: route.like, picture: asked });
const askedInside = () => (route.find ? { ...question(), q: route.find, like: null, picture: null } : question());
const clear = () => go({ ...route, filters: {} });
const list = new List({ shown: drawn, known, signed, upload: () => uploads.open(), clear });
const finder = new Finder();
const player = new Player({
  open: (place) => go({ ...route, t: place.start_s }),
  step: (place) => turn({ ...route, t: place.start_s }, { again: true }),
  find: (find) => turn({ ...route, find }, { entry: !route.find }),  // one entry for all that is typed
  sort: (order) => turn({ ...route, order }),
  close: closePlayer,
});
const counts = new Counts();
const filters = new FilterForm({ change, count: () => counts.of(question()) });
const suggestions = new Suggestions({ take, workspaces: () => route.filters.workspace });
const uploads = new Uploads();
const alerts = new Alerts({ question });

function go(next, picture = asked) {
  history[address(next) === address(route) ? "replaceState" : "pushState"](null, "", address(next));
  follow(next, { again: true, picture });
}

/** Show something else of the video that plays; `again` plays its place anew even where it is there already. */
function turn(next, { again = false, entry = false } = {}) {
  history[entry ? "pushState" : "replaceState"](null, "", address(next));
  follow(next, { again });
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
  else if (before.find !== route.find || before.order !== route.order) showPlaces();
  if (asked !== asking.picture) showPicture(asked);
  if (first || !same(asking, question())) list.load(question());
  filters.show(question(), (id) => list.titleOf(id));
  markCurrent();
}

function play() {
  const { videoId, t } = route;
  player.start({ videoId, t, end: endOf(location), title: list.titleOf(videoId) });
  showPlaces();
}

function closePlayer() {
  if (route.videoId === null) return false;
  const opened = current();
  go({ ...route, ...CLOSED });
  (opened ?? input).focus();
  return true;
}

/**
 * Every place of the video that plays, for what is looked for in it, else for the question of the page: the list holds
 * only the best moments of all videos.
 */
async function showPlaces() {
  const [{ videoId }, now] = [route, askedInside()];
  const known = asks(now) ? finder.known(now, videoId) : NOTHING;
  drawPlaces(known ?? (route.find ? player.found : NOTHING), known === null);
  if (known) return;
  const found = await finder.find(now, videoId);
  if (found && route.videoId === videoId && same(now, askedInside())) drawPlaces(found);
}

/** While `waiting`, what was found for other words stays. */
function drawPlaces(found, waiting = false) {
  const { find: asked, order } = route;
  player.show({ found: asked ? found : joined(listed(), found), words: asked || route.q, asked, order, waiting });
}

function drawn() {
  markCurrent();
  filters.show(question(), (id) => list.titleOf(id));
  if (route.videoId) showPlaces();
}

/** What the service says of itself and of what the caller may do; null where no key was given. */
function known(status) {
  filters.offer(status);
  uploads.offer(status);
  offerSharing(status);
  alerts.offer(status);
  for (const name of ["sign-out", "end-all"]) part(name).hidden = !status?.keys;
}

/** Somebody signed in or out: what was asked before is asked anew. */
function signed() {
  finder.forget();
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

/** A suggestion was chosen: a video or a chapter plays, a tag narrows the library, a phrase is asked for. */
function take({ kind, text, video_id: videoId, start_s: start }) {
  const { filters: narrowed } = route;
  if (videoId) return go({ ...HOME, filters: narrowed, videoId, t: start ?? 0 }, null);
  if (kind === "tag") return go({ ...HOME, filters: { ...narrowed, tag: [text] } }, null);
  input.value = text;
  return ask();
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
  if (videoId) return go({ ...route, ...CLOSED, videoId, t: Number(t) });
  go(like ? { ...HOME, filters: route.filters, like } : HOME, null);
  if (like) scrollTo(0, 0);
}

input.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(ask, DEBOUNCE_MS);
});
part("search").addEventListener("submit", (event) => {
  event.preventDefault();
  suggestions.close();
  ask({ insist: true });
});
document.addEventListener("click", openLink);
window.addEventListener("popstate", () => {
  suggestions.close();
  follow(parse(location));
});
listenToPictures((picture) => change({ picture }));
listenToDrops({
  ask: (picture) => change({ picture }),
  upload: (files) => uploads.take(files),
  mayUpload: () => uploads.offered,
});
listenToSignOut(part("sign-out"), signed);
listenToSignOut(part("end-all"), signed, { everywhere: true });
listenToLanguage(part("language"));
part("shortcuts-button").addEventListener("click", showKeys);
listenToKeys({
  focusSearch: () => (input.focus(), input.select()),
  next: stepThroughList,
  close: () => filters.close() || closePlayer() || uploads.close() || alerts.close(),
  help: showKeys,
  player: () => (player.isOpen ? player : null),
});
follow(parse(location), { first: true });
