// Comfort only: every page works without this file.
//
//   <section id="run" data-refresh="/…/fragment" data-every="2">   fetched again every 2 s while the tab is seen;
//        the answer's first element takes its place, and goes on only if it says data-refresh itself
//        and waits while something in it is typed or marked
//   <div data-place>                                               a link or form in it that leads to the same page keeps
//        the row that was used where it stands on the screen
//   <section data-reload="/…">   in such an answer: what stands around it has changed, so the page is fetched anew,
//        unless somebody has begun to type in it; the answer holds a link for that case
//   <button data-confirm="Cancel the session?">                    asks once more
//   <input data-sum="total">                                       whole numbers of such fields are added up in #total
//   <input type="number" data-slider>                              gets a slider beside it, which says the same
//   <label hidden data-here>      a box to tick: the form then also sends where the browser is, as latitude and longitude
//   <form data-cells>                                              arrows and Enter move from cell to cell of its table
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

  const isChanged = (field) => {
    if (field.matches("select")) return [...field.options].some((o) => o.selected !== o.defaultSelected) && field.selectedIndex > 0;
    if (field.matches("[type=checkbox], [type=radio]")) return field.id !== "everybody" && field.checked !== field.defaultChecked;
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };

  const beingUsed = (element) => {
    const active = document.activeElement;
    if (active !== null && element.contains(active) && active.matches("input, select, textarea")) return true;
    const marked = window.getSelection();
    if (marked !== null && !marked.isCollapsed && element.contains(marked.anchorNode)) return true;
    return [...element.querySelectorAll("input, select, textarea")].some(isChanged);
  };

  let typed = false;
  document.addEventListener("input", () => {
    typed = true;
  });

  const put = (old, html) => {
    const fragment = new DOMParser().parseFromString(html, "text/html").body;
    keepIcons(fragment);
    const fresh = fragment.firstElementChild;
    if (fresh === null) return;
    if (fresh.dataset.reload && !typed) {
      window.location.assign(fresh.dataset.reload);
      return;
    }
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...old.querySelectorAll("details[open][id]")].map((details) => details.id);
    const seen = [...old.querySelectorAll("[id]")].filter((each) => each.scrollTop > 0).map((each) => [each.id, each.scrollTop]);
    const everybody = old.querySelector("#everybody:checked") !== null;
    old.replaceWith(fresh);
    if (everybody) fresh.querySelector("#everybody")?.click();
    for (const [id, top] of seen) {
      const again = document.getElementById(id);
      if (again !== null) again.scrollTop = top;
    }
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    offerHere(fresh);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    watch(fresh);
  };

  const refresh = async (element, wait) => {
    if (!element.isConnected) return;
    if (document.hidden || beingUsed(element)) return later(element, wait);
    try {
      const answer = await fetch(element.dataset.refresh, { headers: { Accept: "text/html", "X-Refresh": "1" }, redirect: "error" });
      if (answer.ok) return put(element, await answer.text());
      // Signed out meanwhile: say so, for what is shown grows old.
      if (answer.status === 401) return location.reload();
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

  // Where somebody is goes out only if they tick it, and only with that one form.
  const offerHere = (root) => {
    for (const label of navigator.geolocation ? root.querySelectorAll("[data-here]") : []) label.hidden = false;
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.closest("[data-here]")) return;
    const { latitude, longitude } = box.form.elements;
    latitude.value = longitude.value = "";
    if (!box.checked) return;
    const give = ({ coords }) => {
      if (box.checked) [latitude.value, longitude.value] = [coords.latitude, coords.longitude];
    };
    navigator.geolocation.getCurrentPosition(give, () => { box.checked = false; }, { enableHighAccuracy: true, timeout: 10000 });
  });
  offerHere(document);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
  });

  // A menu closes when somebody goes on elsewhere: with the pointer, by keyboard or to another page.
  const closeMenus = (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (event.type === "pagehide" || !menu.contains(event.target)) menu.open = false;
    }
  };
  document.addEventListener("click", closeMenus);
  document.addEventListener("focusin", closeMenus);
  window.addEventListener("pagehide", closeMenus);

  // A choice made with the pointer needs no second click; whoever goes through it by keyboard presses the button.
  let pointed = null;
  document.addEventListener("pointerdown", (event) => { pointed = event.target; });
  document.addEventListener("keydown", () => { pointed = null; });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field === pointed && field.matches("form[method=get] select.input-s, form[method=get] .chk input")) field.form.requestSubmit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(".menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  for (const element of document.querySelectorAll("[data-refresh]")) watch(element);

  // What sticks to the top sticks below the bar, however many rows it has.
  const bar = document.querySelector(".topbar");
  if (bar !== null) {
    const measure = () => document.documentElement.style.setProperty("--top", `${bar.offsetHeight}px`);
    measure();
    window.addEventListener("resize", measure);
  }

  // Beside its panel a timetable keeps its place; where the panel stands above, the link leads to the panel.
  const PLACE = "place";
  const WIDE = window.matchMedia("(min-width: 75em)");
  const leave = (used, address) => {
    if (!used.closest("[data-place]") || !WIDE.matches || new URL(address, location).pathname.split("/")[2] !== location.pathname.split("/")[2]) return;
    const row = used.closest("li[id]");
    const side = document.getElementById("side");
    const kept = { row: row?.id, top: row?.getBoundingClientRect().top, y: window.scrollY, side: side?.contains(used) && used.method !== "post" ? side.scrollTop : 0 };
    sessionStorage.setItem(PLACE, JSON.stringify(kept));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) leave(link, link.href);
  });
  document.addEventListener("submit", (event) => leave(event.target, event.target.action));
  const kept = JSON.parse(sessionStorage.getItem(PLACE) || "null");
  sessionStorage.removeItem(PLACE);
  if (kept !== null && WIDE.matches && document.querySelector("[data-place]")) {
    const back = () => {
      const row = kept.row ? document.getElementById(kept.row) : null;
      const side = document.getElementById("side");
      if (side !== null) side.scrollTop = kept.side;
      // What opens under a line of the list is wanted in sight: the line goes to the top of the panel.
      if (row !== null && side !== null && side.contains(row)) side.scrollTop += row.getBoundingClientRect().top - side.getBoundingClientRect().top;
      window.scrollTo(0, row === null || side?.contains(row) ? kept.y : window.scrollY + row.getBoundingClientRect().top - kept.top);
    };
    back();
    window.addEventListener("load", back);
  }

  // In a grid of cells arrows and Enter lead to the next one; the button saves.
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    const step = STEPS[event.key];
    if (!step || event.isComposing || !cell.matches("form[data-cells] td input")) return;
    const atEdge = step[1] < 0 ? cell.selectionStart === 0 && cell.selectionEnd === 0 : cell.selectionStart === cell.value.length;
    const isWhole = cell.selectionEnd - cell.selectionStart === cell.value.length;
    if (step[1] !== 0 && !atEdge && !isWhole) return;
    event.preventDefault();
    const [down, right] = step;
    let row = cell.closest("tr");
    let column = cell.closest("td").cellIndex;
    for (;;) {
      if (down > 0) row = row.nextElementSibling;
      else if (down < 0) row = row.previousElementSibling;
      else column += right;
      const place = row?.cells[column];
      if (!place) return;
      const next = place.querySelector("input:not([type=hidden])");
      if (next) {
        next.focus();
        next.select();
        return;
      }
    }
  });

  // A slider beside a number: it has no name, so that the number alone is sent.
  for (const field of document.querySelectorAll("input[data-slider]")) {
    const slider = document.createElement("input");
    slider.type = "range";
    for (const name of ["min", "max", "step", "value"]) slider[name] = field[name];
    slider.className = "slider";
    slider.setAttribute("aria-label", field.labels[0].textContent);
    slider.addEventListener("input", () => {
      field.value = slider.value;
    });
    field.addEventListener("input", () => {
      slider.value = field.value;
    });
    const both = document.createElement("div");
    both.className = "slid";
    field.replaceWith(both);
    both.append(slider, field);
  }

  // Marks of a sheet are added up while they are typed.
  document.addEventListener("input", (event) => {
    const name = event.target.dataset?.sum;
    const total = name ? document.getElementById(name) : null;
    if (total === null) return;
    const marks = [...document.querySelectorAll(`[data-sum="${name}"]`)].map((field) => Number(field.value));
    total.textContent = String(marks.reduce((sum, each) => sum + (Number.isInteger(each) && each > 0 ? each : 0), 0));
  });
})();
