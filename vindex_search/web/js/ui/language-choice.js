// The choice of the page's language, kept in this browser. The page is loaded anew: its address says what it shows.

import { language } from "./text.js";

const STORED = "vindex.language";  // as in language.js

/** Let `select` choose; the address loses its own `lang`, which would win. */
export function listenToLanguage(select) {
  select.value = language;
  select.addEventListener("change", () => {
    localStorage.setItem(STORED, select.value);
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    if (address.href === location.href) location.reload();
    else location.replace(address);
  });
}
