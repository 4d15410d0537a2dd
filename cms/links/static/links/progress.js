// Shows how far the link checker is, and loads the report anew when it is done.
(() => {
  const section = document.querySelector("[data-links-progress]");
  if (!section) return;
  const text = section.querySelector("[data-links-text]");
  const bar = section.querySelector("[data-links-bar]");
  const start = section.querySelector("[data-links-start]");

  async function look(wasRunning) {
    let state;
    try {
      const answer = await fetch(section.dataset.linksProgress, { credentials: "same-origin" });
      if (!answer.ok) return;
      state = await answer.json();
    } catch {
      // The line is down for a moment: what is shown stays, and is asked for again.
      state = null;
    }
    if (state) {
      if (text.textContent !== state.text) text.textContent = state.text;
      bar.hidden = !state.running;
      bar.max = state.total || 1;
      bar.value = state.done;
      start.disabled = state.running;
      if (wasRunning && !state.running) {
        window.location.assign(section.dataset.linksResults);
        return;
      }
      if (!state.running && !state.text) return;
      wasRunning = state.running;
    }
    window.setTimeout(() => look(wasRunning), wasRunning ? 1000 : 10000);
  }

  if (!bar.hidden || text.textContent.trim()) look(!bar.hidden);
})();
