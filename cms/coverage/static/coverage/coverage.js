/* "Select all" of the report. Filters replace the table, so the document listens. */
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-coverage-all]")) return;
  const form = event.target.closest("form");
  for (const box of form.querySelectorAll(`input[name="${event.target.dataset.coverageAll}"]`)) {
    box.checked = event.target.checked;
  }
});
