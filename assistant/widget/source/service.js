// Talks to the HTTP API, and turns everything that can go wrong into a sentence for the reader.

/** Seconds without any byte, heartbeat comments included, after which a stream is given up. */
const SILENCE = 45;

/**
 * An error to show: `name` is the name of a string, or `sentence` the server's own words.
 * `refused` means that the question itself is invalid: to send it again would not help.
 */
class Trouble extends Error {
  constructor(name, { sentence = "", values = {}, refused = false } = {}) {
    super(sentence || name);
    Object.assign(this, { string: name, sentence, values, refused });
  }
}

class Service {
  constructor(base) {
    this.base = base;
  }

  /** The address of this page without query and fragment; null on a page of another site. */
  here() {
    return this.base.origin === location.origin ? location.origin + location.pathname : null;
  }

  /** Yields [event, data] pairs of an answer; throws Trouble, or AbortError when stopped. */
  async *ask(question, signal) {
    const response = await this.#fetch("ask", {
      method: "POST",
      headers: { Accept: "text/event-stream", "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal,
    });
    if ((response.headers.get("Content-Type") ?? "").startsWith("application/json")) {
      yield ["done", await response.json()];
      return;
    }
    for await (const [event, data] of serverEvents(response.body, signal)) {
      if (event === "error") throw new Trouble("failed", { sentence: data.detail });
      yield [event, data];
      if (event === "done") return;
    }
    throw new Trouble("broken");
  }

  /** Tells whether an answer helped; throws Trouble. */
  async feedback(id, helpful) {
    await this.#fetch("feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id, helpful }),
    });
  }

  /** Has the server forget a conversation; throws Trouble. */
  async forget(conversation) {
    await this.#fetch(`conversations/${encodeURIComponent(conversation)}`, { method: "DELETE" });
  }

  async #fetch(path, options) {
    let response;
    try {
      response = await fetch(new URL(path, this.base), { credentials: "omit", cache: "no-store", ...options });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw await this.#reason();
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new Trouble("failed", {
      sentence: typeof problem.detail === "string" ? problem.detail : "",
      refused: response.status === 413 || response.status === 422,
    });
  }

  /** Find out why a request failed. Browsers do not tell, so send one without reading the response. */
  async #reason() {
    if (!navigator.onLine) return new Trouble("offline");
    if (this.base.origin !== location.origin) {
      try {
        await fetch(new URL("health", this.base), { mode: "no-cors", credentials: "omit", cache: "no-store" });
        return new Trouble("forbidden", { values: { origin: location.origin } });
      } catch {
        // The server can't be reached at all.
      }
    }
    return new Trouble("unreachable");
  }
}

/** Yields the [event, data] pairs of a stream of server-sent events. */
async function* serverEvents(body, signal) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await beforeSilence(reader.read(), signal);
      if (done) return;
      const records = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = records.pop();
      for (const record of records) {
        const fields = Object.fromEntries(
          record.split("\n").map((line) => line.split(/: ?(.*)/s, 2)),
        );
        if (fields.event && fields.data) yield [fields.event, JSON.parse(fields.data)];
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function beforeSilence(reading, signal) {
  let timer;
  const silence = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Trouble("broken")), SILENCE * 1000);
  });
  try {
    return await Promise.race([reading, silence]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof Trouble ? error : new Trouble("broken");
  } finally {
    clearTimeout(timer);
  }
}
