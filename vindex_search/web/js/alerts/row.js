// A saved search in the list: what is new of it, how its messages were delivered, and what can be done with it.

import { button, h } from "../ui/dom.js";
import { clock } from "../ui/format.js";
import { plural, t } from "../ui/text.js";

/** A row; `act` has `look`, `toggle`, `remove` and `test`, each called with the search; null where nothing may be changed. */
export function searchRow(search, act) {
  const state = [
    t("one in {n} new videos", { n: search.one_in }),
    !search.active && t("turned off"),
    search.waiting && plural(search.waiting, "{count} message waiting", "{count} messages waiting"),
    search.dead && plural(search.dead, "{count} message given up", "{count} messages given up"),
  ];
  return h("li", { class: search.active ? null : "off" },
    h("h3", {}, search.name, " ", newsMark(search.unseen)),
    h("p", { class: "meta" }, state.filter(Boolean).join(" · "), " ", h("a", { href: search.feed }, t("Feed"))),
    h("div", { class: "acts" },
      button(t("Show what it told ({n})", { n: search.told }), () => act.look(search)),
      ...(act.toggle ? changes(search, act) : []),
    ),
    h("ol", { class: "told", hidden: true, "data-told": search.id }),
  );
}

/** What one video was told of, with a link to each moment. */
export function messageItem(message, retry) {
  const failed = message.state === "dead" || (message.state === "pending" && message.problem);
  return h("li", {},
    h("strong", {}, message.title), " ", h("time", { datetime: message.at }, new Date(message.at).toLocaleString()),
    h("ul", {}, message.moments.map((moment) => momentItem(message.video_id, moment))),
    failed ? h("p", { class: "fault" }, message.problem, " ", retry ? button(t("Deliver again"), retry) : null) : null,
  );
}

/** How many are new; null: none. */
export const newsMark = (count) => (count ? h("span", { class: "news" }, t("{n} new", { n: count })) : null);

const changes = (search, act) => [
  button(search.active ? t("Turn off") : t("Turn on"), () => act.toggle(search)),
  search.webhook ? button(t("Try the webhook"), () => act.test(search)) : null,
  button(t("Delete"), () => act.remove(search)),
].filter(Boolean);

const momentItem = (videoId, moment) =>
  h("li", {}, h("a", { href: `/v/${videoId}?t=${moment.start_s}`, "data-video": videoId, "data-at": String(moment.start_s) },
    clock(moment.start_s)), " ", moment.text);
