// Runs before the page is painted, so that a chosen theme does not flash.
(() => {
  try {
    const theme = localStorage.getItem("hub-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be closed to us; the system's own preference then rules.
  }
  document.documentElement.classList.add("js");
})();
