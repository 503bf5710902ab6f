// After a link from another site a browser sends no SameSite=Strict cookie: this page then stands where Dagster's would.
// Asked from here, the session is known, and the page is asked for once more.
const TRIED = "vindex-door-resumed";

const known = (await fetch("/door/session", { redirect: "error" }).catch(() => null))?.status === 204;
if (known && sessionStorage.getItem(TRIED) !== location.href) {
  sessionStorage.setItem(TRIED, location.href);
  location.replace(location.pathname + location.search);
} else {
  sessionStorage.removeItem(TRIED);
}
