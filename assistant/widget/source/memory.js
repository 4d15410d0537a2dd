// Keeps the conversation of this tab when the page changes, in the tab's own storage only.

const MAX_TURNS = 30;

class Memory {
  constructor(base) {
    this.key = `site-assistant ${base.href}`;
    this.clear = this.clear.bind(this);
    this.#load();
  }

  #load() {
    this.conversation = null;
    this.turns = [];
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      if (Array.isArray(kept?.turns)) Object.assign(this, { conversation: kept.conversation, turns: kept.turns });
    } catch {
      // Storage is disabled or holds something else: begin a new conversation.
    }
  }

  /** Keep the turns and the conversation's id. */
  save() {
    this.turns = this.turns.slice(-MAX_TURNS);
    try {
      const kept = { conversation: this.conversation, turns: this.turns };
      sessionStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Full or disabled: the conversation lasts only as long as the page.
    }
  }

  /** Forget everything. */
  clear() {
    this.conversation = null;
    this.turns = [];
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was stored.
    }
  }
}
