// The page of lists, `/lists`, and of one of them, `/lists?id=`.

import "../ui/static-texts.js";
import { attempt } from "../api/http.js";
import { get } from "../api/http.js";
import { signInPanel } from "../session.js";
import { lists, listOf } from "../sharing/calls.js";
import { h } from "../ui/dom.js";
import { t } from "../ui/text.js";
import { visible } from "../ui/visible.js";
import { ListView } from "./list-view.js";

const root = document.getElementById("lists");
const id = new URLSearchParams(location.search).get("id");
show();

async function show() {
  const { answer, error } = await attempt(id ? listOf(id) : lists());
  if (error) return root.replaceChildren(error.status === 401 ? signInPanel(show) : h("p", { class: "fault", role: "alert" }, visible(error.message)));
  if (!id) return root.replaceChildren(...overview(answer.collections));
  const { answer: status } = await attempt(get("/v1/status"));
  const may = status?.permissions?.some((one) => one === "edit" || one === "admin") ?? false;
  document.title = `${visible(answer.title)} · vindex`;
  return new ListView(root, { may }).show(answer);
}

function overview(collections) {
  const heading = h("h1", {}, t("Lists"));
  if (!collections.length) return [heading, h("p", { class: "quiet" }, t("No lists yet. Play a video and choose “Add to list”."))];
  const rows = collections.map(({ id, title, workspace, count, description }) =>
    h("li", {}, h("a", { href: `/lists?id=${encodeURIComponent(id)}` }, title), h("small", {}, `${workspace} · ${count}`), description ? h("p", {}, description) : null));
  return [heading, h("ul", { class: "lists" }, rows)];
}
