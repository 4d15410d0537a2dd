/* Shows how far an evaluation is without loading the page again; it is loaded once at the end, with
   the results. Without this the page is refreshed. */
(function () {
  "use strict";
  const box = document.querySelector("[data-evaluation][data-evaluation-under-way]");
  if (!box) return;
  const every = 1500;
  const live = box.querySelector("[data-evaluation-live]");
  let told = -1;

  function show(run) {
    box.querySelector("[data-evaluation-label]").textContent = run.label;
    box.querySelector("[data-evaluation-said]").textContent = run.said;
    const bar = box.querySelector("progress");
    bar.max = run.total;
    bar.value = run.done;
    // Said at each quarter, not at each question.
    const quarter = Math.floor(run.percent / 25);
    if (quarter !== told) live.textContent = `${run.label}. ${run.said}`;
    told = quarter;
  }

  async function look() {
    if (!document.hidden) {
      try {
        const response = await fetch(box.dataset.evaluation, { headers: { Accept: "application/json" } });
        if (response.ok) {
          const run = await response.json();
          show(run);
          if (!run.under_way) return window.location.reload();
        }
      } catch {
        /* The line is poor: ask again. */
      }
    }
    setTimeout(look, every);
  }
  setTimeout(look, every);
})();
