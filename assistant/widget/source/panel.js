// The custom element: a button that opens the panel, and the conversation in it.

/** The script tag that loaded this module; undefined when it was imported by another module. */
const SCRIPT = [...document.querySelectorAll("script[src]")].find((script) => script.src === import.meta.url);
const PHONE = "(max-width: 30em), (max-height: 26em)";

class SiteAssistant extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const base = new URL(this.getAttribute("api") ?? "api/v1/", import.meta.url);
    this.service = new Service(base);
    this.memory = new Memory(base);
    this.words = new Interface(
      this.getAttribute("locale") || SCRIPT?.dataset.locale || document.documentElement.lang,
    );
    this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    this.shadowRoot.adoptedStyleSheets = [style];
    this.#build();
    this.#restore();
  }

  // What a page's own script may call.

  /** Open the panel and move the focus into it. */
  open() {
    if (this.panel.open) return;
    if (this.phone.matches) this.panel.showModal();
    else this.panel.show();
    this.launcher.setAttribute("aria-expanded", "true");
    // Without focus in the field: a phone's keyboard would cover the conversation.
    if (matchMedia("(pointer: coarse)").matches) this.heading.focus();
    else this.input.focus();
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** Close the panel and give the focus back. */
  close() {
    this.panel.close();
  }

  /** Open the panel and ask a question there. */
  ask(question) {
    this.open();
    if (!this.asking) this.#submit(question);
  }

  // Building

  #build() {
    const { words } = this;
    this.phone = matchMedia(PHONE);
    this.launcher = element(
      "button",
      { type: "button", class: "launcher", part: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "panel" },
      icon("ask"),
      element("span", {}, words.text("launch")),
    );
    this.launcher.addEventListener("click", () => (this.panel.open ? this.close() : this.open()));

    this.heading = element("h2", { id: "heading", tabindex: "-1" }, words.text("title"));
    this.freshButton = iconButton("fresh", words.text("fresh"), () => this.#startAnew());
    this.removeButton = iconButton("remove", words.text("remove"), () => this.#remove());
    const closeButton = iconButton("close", words.text("close"), () => this.close());
    const header = element("header", {}, this.heading, this.freshButton, this.removeButton, closeButton);

    this.welcome = this.#welcome();
    this.turns = element("ol", { class: "turns", role: "list" });
    this.log = element("div", { class: "log", role: "region", "aria-label": words.text("conversation"), tabindex: "0" });
    this.log.append(this.welcome, this.turns);
    this.status = element("p", { class: "unseen", role: "status" });
    this.notice = element("p", { class: "notice", hidden: true }, icon("warning"), element("span"));

    this.panel = element("dialog", { id: "panel", class: "panel", part: "panel", "aria-labelledby": "heading" });
    this.panel.append(header, this.log, this.notice, this.#form(), this.status);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    });
    this.panel.addEventListener("close", () => {
      if (this.panel.open) return;
      this.launcher.setAttribute("aria-expanded", "false");
      this.launcher.focus();
    });
    this.phone.addEventListener("change", () => this.#changeShape());
    for (const name of ["online", "offline"]) addEventListener(name, () => this.#showConnection());
    // A phone's keyboard takes its room from the bottom of the sheet.
    for (const name of ["resize", "scroll"]) {
      globalThis.visualViewport?.addEventListener(name, () => this.#fitKeyboard());
    }

    const undecided = getComputedStyle(document.documentElement).colorScheme === "normal";
    const root = element("div", { class: undecided ? "root auto" : "root", lang: words.lang, dir: words.dir });
    root.append(this.launcher, this.panel);
    this.shadowRoot.append(root);
    this.#showConnection();
  }

  #welcome() {
    const { words } = this;
    const welcome = element("div", { class: "welcome" });
    welcome.append(element("p", { class: "greeting" }, words.text("greeting")), element("p", {}, words.text("hint")));
    const suggested = (this.getAttribute("questions") ?? SCRIPT?.dataset.questions ?? "")
      .split("|")
      .map((question) => question.trim())
      .filter(Boolean);
    if (suggested.length) {
      const list = element("ul", { role: "list", "aria-label": words.text("suggestions") });
      for (const question of suggested) {
        const button = element("button", { type: "button", class: "suggestion", dir: "auto" }, question);
        button.addEventListener("click", () => this.ask(question));
        list.append(element("li", {}, button));
      }
      welcome.append(list);
    }
    return welcome;
  }

  #form() {
    const { words } = this;
    this.input = element("textarea", {
      id: "question", rows: "1", placeholder: words.text("label"),
      "aria-describedby": "keys", enterkeyhint: "send", autocomplete: "off",
    });
    this.sendButton = element("button", { type: "submit", class: "send" });
    const form = element("form", { novalidate: true });
    form.append(
      element("label", { for: "question", class: "unseen" }, words.text("label")),
      this.input,
      this.sendButton,
      element("p", { class: "unseen", id: "keys" }, words.text("keys")),
      element("p", { class: "small" }, words.text("notice")),
    );
    this.input.addEventListener("input", () => this.#fitInput());
    this.input.addEventListener("keydown", (event) => {
      // While a Chinese or Thai word is being composed, Enter chooses the word.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (!this.asking) form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.asking) this.#stop();
      else this.#submit(this.input.value);
    });
    this.#showSending();
    return form;
  }

  // Asking

  async #submit(text) {
    const question = text.trim();
    if (!question) {
      this.input.focus();
      return;
    }
    this.input.value = "";
    this.#fitInput();
    this.#showConnection();
    const turn = new Turn(question, this.words, {
      retry: () => {
        if (this.asking) return;
        this.input.focus();
        this.#answer(turn, question);
      },
      rate: (helpful) => this.#rate(turn, helpful),
    });
    this.turns.append(turn.node);
    this.#showTurns();
    // The question goes to the top, so that the answer is read from its beginning.
    this.log.scrollTop = turn.node.offsetTop;
    await this.#answer(turn, question);
  }

  async #answer(turn, question) {
    const stopper = new AbortController();
    this.asking = { stopper, since: performance.now() };
    this.#showSending();
    turn.wait();
    this.#announce(this.words.text("searching"));
    const request = {
      question,
      locale: this.words.code,
      conversation: this.memory.conversation,
      page: this.service.here(),
    };
    try {
      for await (const [event, data] of this.service.ask(request, stopper.signal)) {
        if (event === "sources") turn.found(data);
        else if (event === "delta") turn.write(data.text);
        else if (event === "done") this.#finish(turn, question, data);
      }
    } catch (error) {
      if (!turn.node.isConnected) return;
      if (stopper.signal.aborted) {
        turn.stop();
        this.#announce(this.words.text("stopped"));
      } else {
        const sentence = this.#sentence(error);
        if (error.refused) this.#giveBack(turn, question, sentence);
        else turn.fail(sentence);
        this.#announce(sentence);
      }
    } finally {
      if (this.asking?.stopper === stopper) this.asking = null;
      this.#showSending();
    }
  }

  /** Put a refused question back into the field, so that the reader can change it. */
  #giveBack(turn, question, sentence) {
    turn.node.remove();
    this.#showTurns();
    this.input.value ||= question;
    this.#fitInput();
    this.#showNotice(sentence);
    this.input.focus();
  }

  #finish(turn, question, answer) {
    turn.finish(answer);
    turn.record = { question, answer, helpful: null };
    this.memory.conversation = answer.conversation;
    this.memory.turns.push(turn.record);
    this.memory.save();
    const count = answer.sources.length;
    this.#announce(
      [
        this.words.text(["curated", "nearest", "unanswered"].includes(answer.status) ? answer.status : "answered"),
        spokenMarkdown(answer.answer),
        answer.notice ?? "",
        count ? this.words.text("count", { count }) : "",
      ].join(" "),
    );
  }

  async #rate(turn, helpful) {
    try {
      await this.service.feedback(turn.record.answer.id, helpful);
    } catch {
      this.#announce(this.words.text("feedbackFailed"));
      return false;
    }
    turn.record.helpful = helpful;
    this.memory.save();
    this.#announce(this.words.text("thanks"));
    return true;
  }

  #stop() {
    // The second half of a double click on "Send" is not meant to stop.
    if (performance.now() - this.asking.since > 400) this.asking.stopper.abort();
  }

  #sentence(error) {
    if (!(error instanceof Trouble)) {
      console.error(error);
      return this.words.text("failed");
    }
    return error.sentence || this.words.text(error.string, error.values);
  }

  // Beginning anew, and coming back

  #restore() {
    for (const record of this.memory.turns) {
      const turn = new Turn(record.question, this.words, { retry() {}, rate: (helpful) => this.#rate(turn, helpful) });
      turn.record = record;
      turn.finish(record.answer, record.helpful);
      this.turns.append(turn.node);
    }
    this.#showTurns();
  }

  #startAnew() {
    this.asking?.stopper.abort();
    this.asking = null;
    this.memory.clear();
    this.turns.replaceChildren();
    this.#showTurns();
    this.#showNotice("");
    this.input.focus();
  }

  async #remove() {
    const { conversation } = this.memory;
    try {
      if (conversation) await this.service.forget(conversation);
    } catch {
      this.#showNotice(this.words.text("removeFailed"));
      this.#announce(this.words.text("removeFailed"));
      return;
    }
    this.#startAnew();
    this.#announce(this.words.text("removed"));
  }

  // Showing

  #showTurns() {
    const empty = !this.turns.childElementCount;
    this.welcome.hidden = !empty;
    this.turns.hidden = empty;
    this.freshButton.hidden = empty;
    this.removeButton.hidden = empty;
  }

  #showSending() {
    const name = this.asking ? "stop" : "send";
    this.sendButton.replaceChildren(icon(name));
    this.sendButton.title = this.words.text(name);
    this.sendButton.setAttribute("aria-label", this.words.text(name));
    this.turns.setAttribute("aria-busy", String(Boolean(this.asking)));
  }

  #showConnection() {
    this.#showNotice(navigator.onLine ? "" : this.words.text("offline"));
  }

  #showNotice(text) {
    this.notice.hidden = !text;
    this.notice.lastChild.textContent = text;
  }

  #announce(text) {
    this.status.textContent = text;
  }

  #fitInput() {
    // Text shows its own direction, and the hint in an empty field the interface's.
    this.input.dir = this.input.value ? "auto" : this.words.dir;
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
  }

  #fitKeyboard() {
    const { scale, height, offsetTop } = visualViewport;
    // A reader who has zoomed in wants the sheet as it is.
    if (scale > 1.01) return;
    this.panel.style.setProperty("--_visible", `${height}px`);
    this.panel.style.setProperty("--_top", `${offsetTop}px`);
  }

  /** A panel becomes a sheet, or the other way, when the window changes. */
  #changeShape() {
    if (!this.panel.open) return;
    const focused = this.shadowRoot.activeElement;
    this.panel.close();
    if (this.phone.matches) this.panel.showModal();
    else this.panel.show();
    focused?.focus();
  }
}

function start() {
  if (!customElements.get("site-assistant")) customElements.define("site-assistant", SiteAssistant);
  if (!document.querySelector("site-assistant")) document.body.append(document.createElement("site-assistant"));
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();
