/* Keeps the state of a page or document in the index up to date while it waits or is indexed, and
   has it indexed again without leaving what is being edited. Without it: a form and a reload. */
(function () {
  "use strict";
  if (window.assistantIndexState) return;
  window.assistantIndexState = true;
  const FIRST = 1000;
  const LONGEST = 15000;

  function show(box, state) {
    const before = box.querySelector("[data-assistant-label]").textContent;
    const body = box.querySelector("[data-assistant-body]");
    const focused = body.contains(document.activeElement);
    box.dataset.assistantTone = state.tone;
    box.querySelector("[data-assistant-label]").textContent = state.label;
    body.innerHTML = state.body;
    if (focused) {
      const next = body.querySelector("button") || body;
      if (next === body) body.tabIndex = -1;
      next.focus();
    }
    // Said when it becomes another, not at each step of the progress.
    if (before !== state.label) box.querySelector("[data-assistant-said]").textContent = state.said;
  }

  function later(box, wait) {
    clearTimeout(box.assistantTimer);
    box.assistantTimer = setTimeout(() => look(box, wait), wait);
  }

  async function ask(box, address, options) {
    const response = await fetch(address, { ...options, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const state = await response.json();
    show(box, state);
    return state;
  }

  async function look(box, wait) {
    if (!box.isConnected) return;
    const next = Math.min(wait * 1.3, LONGEST);
    if (document.hidden) return later(box, next);
    try {
      const address = `${box.dataset.assistantIndex}?next=${encodeURIComponent(box.dataset.assistantNext)}`;
      if ((await ask(box, address)).settled) return;
    } catch {
      /* The line is poor: ask again. */
    }
    later(box, next);
  }

  function begin() {
    for (const box of document.querySelectorAll("[data-assistant-index][data-assistant-waits]")) later(box, FIRST);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const box = form.matches("[data-assistant-again]") && form.closest("[data-assistant-index]");
    if (!box) return;
    event.preventDefault();
    form.querySelector("button").setAttribute("aria-disabled", "true");
    try {
      const state = await ask(box, form.action, { method: "POST", body: new FormData(form) });
      if (!state.settled) later(box, FIRST);
    } catch {
      // Signed out, say: let the server tell. submit() does not come here again.
      form.submit();
    }
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
