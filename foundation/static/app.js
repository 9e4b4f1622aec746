// Comfort only: every page works without this file.
//
//   <section id="run" data-refresh="/…/fragment" data-every="2">   fetched again every 2 s while the tab is seen;
//        the answer's first element takes its place, and goes on only if it says data-refresh itself
//   <button data-confirm="Cancel the session?">                    asks once more
"use strict";
(() => {
  const LONGEST_WAIT = 60;

  // A fragment brings the icons it uses; the page keeps one copy of each.
  const keepIcons = (fragment) => {
    for (const sprite of fragment.querySelectorAll("svg.sprite")) {
      for (const symbol of sprite.querySelectorAll("symbol")) {
        if (document.getElementById(symbol.id)) continue;
        const home = document.querySelector("svg.sprite") || document.body.appendChild(sprite.cloneNode(false));
        home.append(symbol);
      }
      sprite.remove();
    }
  };

  const beingUsed = (element) => {
    const active = document.activeElement;
    return active !== null && element.contains(active) && active.matches("input, select, textarea");
  };

  const put = (old, html) => {
    const fragment = new DOMParser().parseFromString(html, "text/html").body;
    keepIcons(fragment);
    const fresh = fragment.firstElementChild;
    if (fresh === null) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...old.querySelectorAll("details[open][id]")].map((details) => details.id);
    old.replaceWith(fresh);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    watch(fresh);
  };

  const refresh = async (element, wait) => {
    if (!element.isConnected) return;
    if (document.hidden || beingUsed(element)) return later(element, wait);
    try {
      const answer = await fetch(element.dataset.refresh, { headers: { Accept: "text/html" }, redirect: "error" });
      if (answer.ok) return put(element, await answer.text());
      if (answer.status < 500 && answer.status !== 429) return;
    } catch (problem) {
      console.info("refresh failed, will try again", problem);
    }
    // The server or the net is in trouble: ask less and less often.
    later(element, Math.min(wait * 2, LONGEST_WAIT));
  };

  const later = (element, wait) => window.setTimeout(() => refresh(element, wait), wait * 1000);

  const watch = (element) => {
    if (element.dataset.refresh) later(element, Number(element.dataset.every) || 5);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(".menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  for (const element of document.querySelectorAll("[data-refresh]")) watch(element);
})();
