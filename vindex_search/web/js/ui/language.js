// Decides the page's language before anything is painted: `?lang=`, what was chosen, else the first of the browser's
// that the page has. No module: those come later, and English would be seen first. The page stays hidden until its
// modules have run, which translate it and lay it out for what the address asks; only the English home page is as it
// stands in the HTML.

(() => {
  const HAS = ["en", "de"];
  const STORED = "vindex.language";
  const root = document.documentElement;
  const primary = (tag) => (tag ?? "").split("-")[0].toLowerCase();

  function stored() {
    try {
      return localStorage.getItem(STORED);
    } catch {
      return null;  // a browser that keeps nothing for this page throws at the first look
    }
  }

  const asked = new URLSearchParams(location.search).get("lang");
  const found = [asked, stored(), ...navigator.languages].map(primary).find((one) => HAS.includes(one));
  root.lang = found ?? "en";
  if (root.lang === "en" && location.pathname === "/" && !location.search) return;
  root.classList.add("unready");
  document.addEventListener("DOMContentLoaded", () => {
    root.classList.remove("unready");
    // What was hidden could not take the keyboard by itself.
    if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus({ preventScroll: true });
  });
})();
