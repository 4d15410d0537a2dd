// Lists with filters: a choice updates the results in place, and the address with them.
// Everything works without this file.
const small = matchMedia("(max-width: 61.99rem)");
const addressOf = ({ pathname, search }) => pathname + search;

/** The address that a form asks for, without what is empty. */
const asksFor = (form) => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (String(value).trim()) query.append(name, String(value));
  }
  return addressOf(new URL(`${form.getAttribute("action")}?${query}`, location));
};

const facetsOf = (finder) => finder.querySelector("[data-finder-facets]");
const fold = (finder, open) => {
  const facets = facetsOf(finder);
  if (!facets) return;
  facets.open = open;
  facets.dataset.ready = ""; // Until then the stylesheet keeps them folded on small screens.
};

/** What the reader left in the form: long lists scrolled, and the box in use. */
const remember = (finder) => {
  const active = document.activeElement;
  const named = (input) => `input[name="${CSS.escape(input.name)}"]`;
  const scrolled = [...finder.querySelectorAll(".facet__long")].map((list) => [
    named(list.querySelector("input")),
    list.scrollTop,
  ]);
  return () => {
    for (const [box, top] of scrolled) {
      const list = finder.querySelector(box)?.closest(".facet__long");
      if (list) list.scrollTop = top;
    }
    if (finder.contains(active) || !active?.name) return;
    // Places in the list change with the choices; names and values do not.
    const same =
      active.type === "checkbox"
        ? finder.querySelector(`${named(active)}[value="${CSS.escape(active.value)}"]`)
        : finder.querySelector(named(active));
    // Words typed while the answer was on its way.
    if (same?.type === "search" && active.value !== active.defaultValue) same.value = active.value;
    (same ?? finder.querySelector("[data-finder-facets] summary"))?.focus({ preventScroll: true });
  };
};

const start = (finder) => {
  let asked = addressOf(location);
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  finder.after(said);
  // On small screens the results come first; the filters open at a touch.
  fold(finder, !small.matches);

  const replace = (fresh) => {
    const open = facetsOf(finder)?.open ?? !small.matches;
    const used = finder.contains(document.activeElement);
    const restore = remember(finder);
    finder.replaceChildren(...fresh.childNodes);
    fold(finder, open);
    if (used) restore();
    said.textContent = finder.querySelector("[data-finder-count]")?.textContent ?? "";
  };
  const update = async (url, push) => {
    asked = url;
    finder.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (asked !== url) return false; // A later choice is on its way.
      replace(page.querySelector("[data-finder]"));
      document.title = page.title;
      if (push) history.pushState(null, "", url);
    } catch {
      if (asked === url) location.assign(url);
      return false;
    }
    finder.removeAttribute("aria-busy");
    return true;
  };

  finder.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") update(asksFor(event.target.form), true);
  });
  finder.addEventListener("submit", async (event) => {
    event.preventDefault();
    const url = asksFor(event.target);
    if (!(await update(url, url !== addressOf(location)))) return;
    if (small.matches) fold(finder, false);
    const count = finder.querySelector("[data-finder-count]");
    if (!count) return;
    count.tabIndex = -1;
    count.focus();
  });
  addEventListener("popstate", () => {
    // A jump within the page, as to its content, is none of ours.
    const url = addressOf(location);
    if (url !== asked) update(url, false);
  });
};

document.querySelectorAll("[data-finder]").forEach(start);
