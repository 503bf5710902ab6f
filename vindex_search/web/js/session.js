// Who asks: signs in with a key, for which the service gives the browser a session that no script can read.

import { signIn, signOut } from "./api/client.js";
import { attempt } from "./api/http.js";
import { h } from "./ui/dom.js";
import { panel } from "./ui/panel.js";
import { refusal } from "./ui/refusal.js";
import { t } from "./ui/text.js";

/** A panel that asks for an API key; `done` is called once the service took it. */
export function signInPanel(done) {
  const secret = { type: "password", autocomplete: "current-password", required: true };
  const key = h("input", { id: "key", ...secret });
  const fault = h("p", { class: "fault", role: "alert", id: "key-fault" });
  const submit = h("button", { type: "submit", class: "strong" }, t("Sign in"));
  const form = h("form", { class: "sign-in" }, h("label", { for: "key" }, t("API key")), key, submit, fault);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const { error } = await attempt(signIn(key.value.trim()));
    submit.disabled = false;
    if (!error) return done();
    fault.textContent = refusal(error);
    key.setAttribute("aria-invalid", "true");
    key.setAttribute("aria-describedby", "key-fault");
    return key.select();
  });
  const hint = t("Who runs it gives you one. This browser stays signed in until you sign out, for 30 days at most.");
  return panel("key", t("This library asks for a key"), h("p", {}, hint), form);
}

/** A button that ends the session, or everywhere those of its key; `done` is called once it ended. */
export function listenToSignOut(element, done, { everywhere = false } = {}) {
  element.addEventListener("click", async () => {
    const { error } = await attempt(signOut({ everywhere }));
    if (!error || error.status === 401) done();
    else element.title = t("Signing out failed: {reason}", { reason: refusal(error) });
  });
}
