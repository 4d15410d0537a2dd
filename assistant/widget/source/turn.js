// One question and its answer in the panel.

class Turn {
  /** `words` is the Interface; `actions` are what its buttons do: retry(), rate(helpful). */
  constructor(question, words, actions) {
    this.words = words;
    this.actions = actions;
    this.sources = [];
    this.markdown = "";
    this.body = element("div", { class: "body" });
    this.list = element("div", { class: "sources" });
    this.foot = element("div", { class: "foot" });
    this.answer = element("div", { class: "answer" }, this.body, this.list, this.foot);
    const asked = element("p", { class: "question" }, unseen(`${words.text("asked")} `));
    asked.append(element("span", { dir: "auto" }, question));
    this.node = element("li", { class: "turn" }, asked, this.answer);
  }

  /** Show that the answer is on its way. */
  wait() {
    this.answer.className = "answer";
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, ...["", "", ""].map(() => element("i")));
    this.body.replaceChildren(element("p", { class: "waiting" }, dots, this.words.text("searching")));
    this.list.replaceChildren();
    this.foot.replaceChildren();
    this.sources = [];
    this.markdown = "";
  }

  /** Keep the passages that the coming text may refer to. */
  found(sources) {
    this.sources = sources;
  }

  /** Add a piece of the answer's text; drawn at most once a frame. */
  write(piece) {
    this.markdown += piece;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.#draw();
    });
  }

  /** Show the whole answer, in place of what was streamed. */
  finish(answer, helpful = null) {
    this.#endFrame();
    this.sources = answer.sources;
    this.markdown = answer.answer;
    this.answer.lang = answer.locale;
    this.answer.dir = direction(answer.locale);
    const found = answer.status !== "unanswered";
    this.answer.className = found ? "answer" : "answer unanswered";
    this.#draw();
    if (!found) this.#label("verdict", "unknown", "unanswered");
    else if (answer.status === "nearest") this.#label("verdict", "unknown", "nearest");
    else if (answer.status === "curated") this.#label("curated", "written", "curated");
    if (answer.notice) this.body.append(element("p", { class: "note" }, answer.notice));
    this.list.replaceChildren(...this.#sourceList(answer, found ? "sources" : "related"));
    // Small talk has no sources, and nobody needs to say whether it helped.
    this.foot.replaceChildren(...(found && answer.sources.length + (answer.status === "curated") ? [this.#feedback(helpful)] : []));
  }

  /** Keep the text so far, and say that the reader stopped it. */
  stop() {
    this.#endFrame();
    if (this.markdown) this.#draw();
    else this.body.replaceChildren();
    this.#close(element("p", { class: "note" }, this.words.text("stopped")));
  }

  /** Say what went wrong, with a way to try again. */
  fail(sentence) {
    this.#endFrame();
    if (!this.markdown) this.body.replaceChildren();
    this.answer.classList.add("failed");
    this.#close(element("p", { class: "trouble" }, icon("warning"), element("span", {}, sentence)));
  }

  #close(message) {
    const retry = element("button", { type: "button", class: "plain" }, this.words.text("retry"));
    retry.addEventListener("click", this.actions.retry);
    this.list.replaceChildren();
    this.foot.replaceChildren(message, retry);
  }

  #endFrame() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  /** Say above the answer what kind of answer it is. */
  #label(kind, picture, string) {
    const title = element("p", { class: kind }, icon(picture), this.words.text(string));
    Object.assign(title, { lang: this.words.lang, dir: this.words.dir });
    this.body.prepend(title);
  }

  #draw() {
    const heard = unseen(this.words.text("answered"));
    Object.assign(heard, { lang: this.words.lang });
    this.body.replaceChildren(heard, renderMarkdown(this.markdown, (number) => this.#marker(number)));
  }

  #marker(number) {
    const source = this.sources.find((one) => one.number === number);
    if (!source) return null;
    const label = this.words.text("source", { number, title: source.title });
    return outwardLink(source.url, { class: "marker", "aria-label": label, title: source.title }, String(number));
  }

  #sourceList(answer, heading) {
    if (!answer.sources.length) return [];
    const title = element("h3", { lang: this.words.lang, dir: this.words.dir }, this.words.text(heading));
    const items = answer.sources.map((source) => this.#source(source, answer.locale));
    return [title, element("ol", { role: "list" }, ...items)];
  }

  #source(source, locale) {
    const { words } = this;
    const about = [];
    if (source.heading && source.heading !== source.title) {
      about.push(element("bdi", { lang: source.locale }, source.heading));
    }
    if (source.page) about.push(words.text("page", { number: source.page }));
    const elsewhere = source.locale && source.locale !== locale;
    if (elsewhere) {
      const language = words.text("language", { language: words.languageName(source.locale) });
      about.push(element("span", { class: "label" }, language));
    }
    const line = element("span", { class: "about", lang: words.lang, dir: words.dir });
    about.forEach((part, at) => line.append(at ? " · " : "", part));
    return element(
      "li",
      {},
      outwardLink(
        source.url,
        { class: "source" },
        element("span", { class: "number" }, String(source.number)),
        element(
          "span",
          { class: "name" },
          element("bdi", { class: "title", lang: source.locale }, source.title),
          unseen(` (${words.text("newTab")})`),
          about.length ? line : null,
        ),
        icon("out"),
      ),
      ...["stale", "machine"].filter((state) => source[state]).map((state) =>
        element("p", { class: "stale", lang: words.lang, dir: words.dir }, icon("warning"), element("span", {}, words.text(state)))),
    );
  }

  #feedback(helpful) {
    const { words } = this;
    const buttons = [true, false].map((value) =>
      iconButton(value ? "up" : "down", words.text(value ? "helpful" : "unhelpful"), async () => {
        if (mark() === value) return;
        const before = mark();
        mark(value);
        const accepted = await this.actions.rate(value);
        if (!accepted) mark(before);
        name.textContent = words.text(accepted ? "thanks" : "feedbackFailed");
      }),
    );
    let current = null;
    const mark = (value) => {
      if (value !== undefined) {
        current = value;
        buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(value === (at === 0))));
      }
      return current;
    };
    mark(helpful);
    const name = element("span", { class: "ask" }, words.text("feedback"));
    const group = element("div", { role: "group", "aria-label": words.text("feedback"), lang: words.lang, dir: words.dir }, name, ...buttons);
    group.className = "feedback";
    return group;
  }
}
