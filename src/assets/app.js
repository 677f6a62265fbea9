// What pages add to their links and forms where scripts run: they tell what is new while they are
// open, and know some keys. All of it can be done without.
"use strict";
(() => {
  const writes = (target) => target instanceof Element && target.closest("input, select, textarea") !== null;

  // Says what is new without moving what is being read; the link shows it. What the page only waits
  // for is shown at once, unless somebody writes.
  const tell = (place) => {
    const source = new EventSource(place.dataset.live);
    const say = (event) => {
      const news = JSON.parse(event.data);
      if (!news.text) return;
      const link = document.createElement("a");
      link.href = location.pathname + location.search;
      link.dataset.key = "n";
      link.textContent = news.show;
      place.replaceChildren(news.text + " ", link);
    };
    source.addEventListener("news", say);
    source.addEventListener("roster", (event) => {
      if (writes(document.activeElement)) say(event); else location.reload();
    });
    addEventListener("pagehide", () => source.close());
    // Out of the browser's memory a page is as it was left: it is asked for anew.
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  };
  document.querySelectorAll("[data-live]").forEach(tell);

  // What scrolls sideways takes the focus, so that the arrow keys reach it; what has a role does so already.
  const reach = () => document.querySelectorAll(".table:not([role])").forEach((table) => {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute("tabindex");
  });
  addEventListener("resize", reach);
  reach();

  // Keys: what each does is a link or a field of the page, named in data-key. Whoever uses a
  // speaking machine can turn them off (WCAG 2.1.4).
  const keys = document.getElementById("keys");
  if (!keys) return;
  const remember = (on) => { try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* nothing is kept then */ } };
  const remembered = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
  const box = document.getElementById("keys-on");
  box.checked = remembered();
  box.addEventListener("change", () => remember(box.checked));
  const show = document.querySelector("[data-keys]");
  show.hidden = false;
  show.addEventListener("click", () => keys.showModal());

  addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && writes(event.target) && event.target.dataset.key) event.target.blur();
    if (keys.open || writes(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      keys.showModal();
      return;
    }
    // On the page of the search its own field is meant.
    const found = Array.from(document.querySelectorAll("[data-key]")).filter((one) => one.dataset.key === event.key).pop();
    if (!found) return;
    event.preventDefault();
    if (found instanceof HTMLAnchorElement) found.click(); else found.focus();
  });
})();
