// Asks which values the filters can take, and how many videos each finds.

import { search, videos } from "../api/client.js";
import { attempt } from "../api/http.js";
import { FACETS } from "./facets.js";
import { asks } from "./query.js";

const HOW = { facets: Object.keys(FACETS).join(","), limit: 1 };  // the answer itself is shown elsewhere

export class Counts {
  #loading = null;

  /**
   * `{facets, more}` over what a question finds, and of none over the library: values by facet, and how many of a facet
   * are not named. Null where they cannot be had, or a later question overtook this one.
   */
  async of(question) {
    this.#loading?.abort();
    const mine = (this.#loading = new AbortController());
    const asked = { ...HOW, signal: mine.signal };
    try {
      const { answer } = await attempt(asks(question) ? search(question, asked) : videos(question, asked));
      return answer?.facets && mine === this.#loading ? { facets: answer.facets, more: answer.facets_more ?? {} } : null;
    } catch (fault) {
      if (fault.name !== "AbortError") throw fault;
      return null;
    }
  }
}
