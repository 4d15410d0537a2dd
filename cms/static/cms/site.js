// Small comforts. Everything on the site works without this file.
const root = document.documentElement;

const themeButton = document.querySelector("[data-theme-toggle]");
if (themeButton) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("hub-theme", root.dataset.theme);
    } catch {
      // The choice then lasts for this page only.
    }
    show();
  });
  system.addEventListener("change", show);
  show();
  themeButton.hidden = false;
}

const menuButton = document.querySelector("[data-menu-toggle]");
const menu = document.getElementById("menu");
const openMenu = (open) => {
  menuButton.setAttribute("aria-expanded", String(open));
  menu.classList.toggle("is-open", open);
};
menuButton?.addEventListener("click", () => {
  openMenu(menuButton.getAttribute("aria-expanded") !== "true");
});

const languages = document.querySelector("details.languages");
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (languages?.open) {
    languages.open = false;
    languages.querySelector("summary").focus();
  } else if (menuButton?.getAttribute("aria-expanded") === "true") {
    openMenu(false);
    menuButton.focus();
  }
});
addEventListener("click", (event) => {
  if (languages?.open && !languages.contains(event.target)) languages.open = false;
});

// Definitions of terms: Escape closes the one that shows, until the reader leaves the word.
const termOf = (event) => event.target.closest?.(".term");
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
    term.classList.add("is-closed");
  }
});
for (const left of ["mouseout", "focusout"]) {
  addEventListener(left, (event) => {
    const term = termOf(event);
    if (term && !term.contains(event.relatedTarget)) term.classList.remove("is-closed");
  });
}
// A tap on a word that was closed, or Enter on it, shows its definition again.
addEventListener("click", (event) => termOf(event)?.classList.remove("is-closed"));
addEventListener("keydown", (event) => {
  const term = termOf(event);
  if (!term || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  term.classList.toggle("is-closed");
});

// A link to a question opens its answer; on paper all of them are open.
const openTarget = () => {
  const question = document.querySelector(":target")?.closest("details");
  if (question) question.open = true;
};
addEventListener("hashchange", openTarget);
openTarget();
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    details.dataset.closedOnScreen = "";
  }
});
addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("[data-closed-on-screen]")) {
    details.open = false;
    delete details.dataset.closedOnScreen;
  }
});
