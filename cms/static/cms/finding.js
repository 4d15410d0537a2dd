// Comforts for lists and search. Everything works without this file.

/* ---- Lists: a choice updates the results in place, and the address with them ---- */
const small = matchMedia("(max-width: 61.99rem)");

const showFilters = (root) => {
  const facets = root.querySelector("[data-finder-facets]");
  // On small screens the results come first; the filters open at a touch.
  if (facets && small.matches) facets.open = false;
};

const update = async (finder, url, push) => {
  finder.setAttribute("aria-busy", "true");
  finder.dataset.asked = url;
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-finder]");
    if (finder.dataset.asked !== url) return; // A later choice is on its way.
    if (!fresh) throw new Error("no list");
    const focused = document.activeElement?.id;
    const open = finder.querySelector("[data-finder-facets]")?.open;
    finder.replaceChildren(...fresh.childNodes);
    const facets = finder.querySelector("[data-finder-facets]");
    if (facets && open !== undefined) facets.open = open;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    const tabs = document.querySelector(".tabs");
    const freshTabs = page.querySelector(".tabs");
    if (tabs && freshTabs) tabs.replaceWith(freshTabs);
    document.title = page.title;
    if (push) history.pushState({ finder: true }, "", url);
    enhanceAll(finder);
  } catch {
    location.assign(url);
  } finally {
    finder.removeAttribute("aria-busy");
  }
};

const address = (form) => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (String(value).trim()) query.append(name, String(value));
  }
  const text = query.toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
};

for (const finder of document.querySelectorAll("[data-finder]")) {
  showFilters(finder);
  finder.addEventListener("change", (event) => {
    if (event.target.type !== "checkbox") return;
    update(finder, address(event.target.form), true);
  });
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    update(finder, address(event.target), true);
  });
  let asked = location.search;
  addEventListener("popstate", () => {
    // A jump within the page, as to its content, is none of ours.
    if (location.search !== asked) update(finder, location.pathname + location.search, false);
    asked = location.search;
  });
}

/* ---- Search boxes: suggestions while typing, as a combobox with a list ---- */
const PAUSE = 180;
let boxes = 0;

const enhance = (input) => {
  const form = input.form;
  const source = `${form.getAttribute("action")}suggest/`;
  const id = `suggestions-${(boxes += 1)}`;
  const list = document.createElement("ul");
  const around = document.createElement("div");
  let timer = 0;
  let asked = "";
  let chosen = -1;

  list.id = id;
  list.className = "suggest__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  around.className = "suggest";
  around.style.flex = "1";
  input.before(around);
  around.append(input, list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-haspopup": "listbox",
  })) {
    input.setAttribute(name, value);
  }

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === index));
    });
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const show = (suggestions) => {
    const options = suggestions.map((suggestion, number) => {
      const option = document.createElement("li");
      const label = document.createElement("span");
      const kind = document.createElement("small");
      option.id = `${id}-${number}`;
      option.className = "suggest__option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = suggestion.url;
      label.textContent = suggestion.label;
      label.lang = suggestion.language;
      label.dir = "auto";
      kind.textContent = suggestion.kind;
      option.append(label, kind);
      return option;
    });
    list.replaceChildren(...options);
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
  };
  const ask = async () => {
    const words = input.value.trim();
    asked = words;
    if (!words) return close();
    try {
      const response = await fetch(`${source}?q=${encodeURIComponent(words)}`);
      const found = await response.json();
      if (asked === words && document.activeElement === input) show(found.suggestions ?? []);
    } catch {
      close(); // The box searches all the same.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" && last >= 0) {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(chosen >= last ? 0 : chosen + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      mark(chosen <= 0 ? last : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", close);
  // The press would take the focus from the box, and close the list under the pointer.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
};

const enhanceAll = (root) => {
  for (const input of root.querySelectorAll(".search-box input[type=search]:not([role])")) {
    enhance(input);
  }
};
enhanceAll(document);
