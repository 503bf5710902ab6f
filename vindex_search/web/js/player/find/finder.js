// Asks for all places of a question in one video, once.

import { page, search } from "../../api/client.js";
import { attempt } from "../../api/http.js";
import { same } from "../../search/query.js";
import { placesOf } from "./places.js";

const AT_ONCE = 100;  // moments in one answer
const PAGES = 5;  // read of a video; beyond them a place is shown without its words

export class Finder {
  #asked = null;
  #loading = null;

  /** What is known already: `{places, curve, matched, error}`; null where it has to be asked for. */
  known(question, videoId) {
    return this.#is(question, videoId) ? this.#asked.found : null;
  }

  /** The same, asked for where it is not known; null where a later question overtook it. */
  async find(question, videoId) {
    if (!this.#is(question, videoId)) this.#begin(question, videoId);
    const mine = this.#asked;
    const found = await mine.coming;
    if (mine !== this.#asked) return null;
    if (found?.error) this.forget();
    else mine.found = found;
    return found;
  }

  /** Ask anew: somebody signed in or out. */
  forget() {
    this.#asked = null;
  }

  #is = (question, videoId) => this.#asked?.videoId === videoId && same(this.#asked.question, question);

  #begin(question, videoId) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    this.#asked = { question, videoId, found: null, coming: all(question, videoId, this.#loading.signal) };
  }
}

/** The places of a video in all pages of the answer; null where it was cancelled. */
async function all(question, videoId, signal) {
  const how = { videoId, order: "time", curve: true, limit: AT_ONCE, signal };
  try {
    const { answer, error } = await attempt(search(question, how));
    if (error) return { places: [], curve: null, matched: true, error };
    const moments = [...answer.moments];
    await readOn(answer.next, moments);
    const { curve = null, matched } = answer;
    return { places: placesOf({ ...answer, moments }, videoId), curve, matched: matched !== false, error: null };
  } catch (fault) {
    if (fault.name !== "AbortError") throw fault;
    return null;
  }
}

/** Add the moments of the pages that follow; a page that cannot be had ends it. */
async function readOn(next, moments) {
  for (let pages = 1; next && pages < PAGES; pages += 1) {
    const { answer } = await attempt(page(next));
    moments.push(...(answer?.moments ?? []));
    next = answer?.next;
  }
}
