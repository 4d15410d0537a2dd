/* Shows a run's progress without loading the page again. Without it the page is refreshed. */
(function () {
  "use strict";
  const box = document.querySelector("[data-run][data-run-working]");
  if (!box) return;
  const every = 3000;

  function show(run) {
    box.querySelector("[data-run-label]").textContent = run.label;
    const bar = box.querySelector("progress");
    bar.max = run.total;
    bar.value = run.done;
    const numbers = box.querySelector("[data-run-numbers]");
    // The sentence is the server's; only its numbers change, in their order.
    const values = [run.done, run.total];
    numbers.textContent = numbers.textContent.replace(/\d+/g, (old) => values.length ? values.shift() : old);
    box.querySelector("[data-run-counts]").replaceChildren(
      ...run.counts.map((count) => {
        const line = document.createElement("li");
        line.dataset.state = count.state;
        line.textContent = `${count.label}: ${count.count}`;
        return line;
      })
    );
    for (const item of run.items) {
      const row = box.querySelector(`[data-item="${item.id}"]`);
      if (!row) continue;
      row.querySelector("[data-item-state]").textContent = item.state;
      row.querySelector("[data-item-message]").textContent = item.message;
      if (item.total) row.querySelector("[data-item-count]").textContent = `${item.translated} / ${item.total}`;
    }
  }

  async function look() {
    try {
      const response = await fetch(box.dataset.run, { headers: { Accept: "application/json" } });
      if (response.ok) {
        const run = await response.json();
        show(run);
        // The list of what was not translated comes with the page.
        if (!run.working) return window.location.reload();
      }
    } catch {
      /* The line is poor: ask again. */
    }
    setTimeout(look, every);
  }
  setTimeout(look, every);
})();
