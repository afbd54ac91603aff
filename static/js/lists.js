/* A list that changes in place: filters, chips, order, pages and columns ask for the same address and swap what differs.
   Whatever goes wrong, the browser goes to that address itself, as it does without scripts. */

const list = document.querySelector("[data-list]");
/* What the head of the page says of its address and of the pages beside it. */
const NAMES = "link:is([rel=prev], [rel=next], [rel=canonical], [rel=alternate])";
const told = document.createElement("p");
const titles = new Map();
let asked = null;
let shown = address(location);

function address(place) {
  return place.pathname + place.search;
}

function results(root) {
  return root.querySelector("[aria-labelledby=results]");
}

/* The address that a form would go to, without its empty fields and what holds without being said.
   A filter's select begins with the choice that is none. */
function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name];
    const isUnused = form.matches(".filter-form") && field instanceof HTMLSelectElement && field.selectedIndex === 0;
    if (value !== "" && !isUnused) query.append(name, value);
  }
  const usual = new URLSearchParams(form.dataset.usual);
  for (const name of new Set(usual.keys())) if (`${query.getAll(name)}` === `${usual.getAll(name)}`) query.delete(name);
  return `${location.pathname}${query.toString() && "?"}${query}`;
}

/* What tells a folded part from others, before and after. */
function nameOf(details) {
  return `${details.closest("fieldset")?.querySelector("legend").textContent ?? ""} ${details.className} ${details.dataset.name ?? ""}`;
}

/* The element that stands where `old` stood; nothing where it is gone. */
function sameAs(old) {
  if (old.matches(".chip__remove")) {
    const left = list.querySelectorAll(".chip__remove");
    return left[Math.min(old.dataset.place, left.length - 1)];
  }
  if (old.id) return document.getElementById(old.id);
  if (old.name) {
    const fields = [...list.querySelectorAll(`[name="${CSS.escape(old.name)}"]`)].filter((field) => field.type === old.type);
    return fields.find((field) => !["checkbox", "radio"].includes(field.type) || field.value === old.value) ?? fields[0];
  }
  const header = old.closest("thead th");
  if (header) return list.querySelectorAll("thead th")[header.cellIndex]?.querySelector("a");
  if (old.matches("summary")) {
    return [...list.querySelectorAll("details")].find((details) => nameOf(details) === nameOf(old.parentElement))?.querySelector("summary");
  }
  const folded = old.closest(".tool, .filter-form");
  if (old.matches("a") && folded) {
    const links = list.querySelectorAll(`.${folded.classList[0]} a`);
    return [...links].find((link) => link.textContent === old.textContent);
  }
  if (old.matches("button") && old.form) return list.querySelector(`form.${CSS.escape(old.form.classList[0])} button`);
  return null;
}

/* Ticked records stay ticked when their rows leave the page. */
function keepTicked(ticked) {
  const form = document.getElementById("compare");
  if (!form) return;
  for (const [reference, title] of ticked) {
    titles.set(reference, title);
    const box = [...list.querySelectorAll("input[form=compare]")].find((each) => each.value === reference);
    if (box) {
      box.checked = true;
      continue;
    }
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "checkbox", name: "ref", value: reference, checked: true });
    input.setAttribute("form", "compare");
    label.append(input, ` ${reference} `, title);
    form.querySelector("[data-kept]").append(label);
  }
}

function ticked() {
  return [...list.querySelectorAll("input[form=compare]:checked")].map((box) => [
    box.value,
    titles.get(box.value) ?? box.closest("tr")?.querySelector("a")?.textContent ?? "",
  ]);
}

/* Styles and modules that the new page has and this one has not: a chart may be the first. */
function bring(page) {
  for (const style of page.querySelectorAll("link[rel=stylesheet]")) {
    const has = [...document.querySelectorAll("link[rel=stylesheet]")].some((other) => other.href === style.href);
    if (!has) document.head.append(style);
  }
  for (const { src } of page.querySelectorAll("script[src]")) {
    if ([...document.scripts].some((script) => script.src === src)) continue;
    document.body.append(Object.assign(document.createElement("script"), { type: "module", src }));
  }
}

function swap(page) {
  const held = document.activeElement;
  const typed = held.matches?.("input[type=text], input[type=search], input[type=number], input:not([type])") ? held.value : null;
  const caret = typed === null || held.type === "number" ? null : [held.selectionStart, held.selectionEnd];
  const open = new Set([...list.querySelectorAll("details[open]")].map(nameOf));
  const compared = ticked();
  list.querySelectorAll(".chip__remove").forEach((link, place) => (link.dataset.place = place));
  const isOurs = list.contains(held);

  for (const part of [".filters", "[aria-labelledby=results]", ".languages"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old && fresh) old.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  for (const link of document.head.querySelectorAll(NAMES)) link.remove();
  document.head.append(...page.head.querySelectorAll(NAMES));
  for (const details of list.querySelectorAll("details")) if (open.has(nameOf(details))) details.open = true;
  keepTicked(compared);

  if (!isOurs) return;
  const next = sameAs(held) ?? heading();
  next.focus({ preventScroll: true });
  if (typed !== null && next.value !== typed) next.value = typed;
  if (caret) next.setSelectionRange(...caret);
}

/* Where reading begins again: the line with the count, when what was used is gone, or a part that was asked for. */
function heading(id = "results") {
  const part = document.getElementById(id) ?? document.getElementById("results");
  part.tabIndex = -1;
  return part;
}

/* Fresh text in the live region, also where it says the same as before. */
function tell() {
  told.textContent = "";
  setTimeout(() => (told.textContent = document.getElementById("results").innerText), 100);
}

async function show(url, { isNew = true, at = "" } = {}) {
  if (isNew && asked?.url === url) return;
  asked?.controller.abort();
  const mine = (asked = { url, controller: new AbortController() });
  results(list).setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: mine.controller.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected || !page.querySelector("[data-list]")) throw new Error("Not a list");
    if (asked !== mine) return;
    swap(page);
    bring(page);
    if (isNew) history.pushState(null, "", url + (at && at !== "results" ? `#${at}` : ""));
    shown = url;
    if (at) heading(at).focus();
    tell();
    list.dispatchEvent(new CustomEvent("list:shown", { bubbles: true }));
  } catch (error) {
    if (error.name === "AbortError" || asked !== mine) return;
    if (isNew) location.assign(url);
    else location.reload();
  } finally {
    if (asked === mine) {
      asked = null;
      results(list).removeAttribute("aria-busy");
    }
  }
}

function isOurForm(form) {
  return form && list.contains(form) && form.id !== "compare" && new URL(form.action).pathname === location.pathname;
}

list.addEventListener("submit", (event) => {
  if (!isOurForm(event.target)) return;
  event.preventDefault();
  show(addressOf(event.target));
});

/* Text counts when it is left or sent, not at each key. */
list.addEventListener("change", (event) => {
  const { form } = event.target;
  if (!isOurForm(form)) return;
  const url = addressOf(form);
  if (form.checkValidity() && (asked !== null || url !== shown)) show(url);
});

list.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.defaultPrevented) return;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname) return;
  if (link.hash && address(link) === shown) return;
  event.preventDefault();
  show(address(link), { at: link.hash.slice(1) || (link.closest(".pagination") ? "results" : "") });
});

/* Also sent for links within the page, which change nothing here. */
addEventListener("popstate", () => {
  if (address(location) !== shown || asked) show(address(location), { isNew: false });
});

told.className = "visually-hidden";
told.setAttribute("role", "status");
list.append(told);
