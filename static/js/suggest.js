/* Suggestions under the search boxes of a page: a combobox with a list (WAI-ARIA 1.2). The form works without it. */

const WAIT = 150;
const SHORTEST = 2;

function attach(input) {
  const form = input.form;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  input.autocomplete = "off";

  let waiting = 0;
  let asked = null;
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const options = [...list.children];
    active = (index + options.length) % options.length;
    options.forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function words(parts, language) {
    const line = document.createElement("span");
    if (language) line.lang = language;
    for (const [text, isAsked] of parts) {
      if (isAsked) {
        const word = document.createElement("mark");
        word.textContent = text;
        line.append(word);
      } else {
        line.append(text);
      }
    }
    return line;
  }

  function option(url, ...content) {
    const item = document.createElement("li");
    item.id = `${list.id}-${list.children.length}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = url;
    item.append(...content);
    list.append(item);
  }

  function show(answer) {
    list.replaceChildren();
    for (const one of answer.suggestions) {
      const kind = document.createElement("small");
      kind.textContent = one.found_as ? `${one.label} · ${one.found_as.text}` : one.label;
      option(one.url, words(one.pieces, one.language), " ", kind);
    }
    if (answer.suggestions.length) option(answer.url, answer.all);
    told.textContent = answer.told;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !answer.suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    const text = input.value.trim();
    if (asked) asked.abort();
    if (text.length < SHORTEST && !/[\u3400-\u9fff]/.test(text)) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: asked.signal });
      if (answer.ok) show(await answer.json());
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active < 0 ? list.children.length - 1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Before the blur that would close the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) location.assign(chosen.dataset.url);
  });
}

for (const input of document.querySelectorAll("form[data-suggest] input[type=search]")) attach(input);
