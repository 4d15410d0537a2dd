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
