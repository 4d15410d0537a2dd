// The reader's language, and the interface's strings in it.

const AUTO = "auto";

/** The site's language for a tag such as "fr-CA" or "zh-CN"; undefined if the site has none. */
function matchLanguage(tag) {
  const codes = Object.keys(CATALOGUE.languages);
  let wanted = (tag || "").trim().toLowerCase().replaceAll("_", "-");
  if (/^zh-(tw|hk|mo)\b/.test(wanted)) wanted = "zh-hant";
  for (let parts = wanted.split("-"); parts.length; parts.pop()) {
    const code = parts.join("-");
    if (codes.includes(code)) return code;
  }
  const primary = wanted.split("-")[0];
  return codes.find((code) => code.split("-")[0] === primary);
}

/** Is text of this language written from right to left? */
function direction(code) {
  return CATALOGUE.languages[matchLanguage(code)]?.dir ?? "auto";
}

/** The interface in one language: `code` for the API, `lang` and `dir` for the markup, strings. */
class Interface {
  constructor(tag) {
    const matched = matchLanguage(tag);
    this.code = matched ?? AUTO;
    this.lang = matched ?? "en";
    this.dir = CATALOGUE.languages[matched]?.dir ?? "ltr";
    this.strings = { ...CATALOGUE.english, ...CATALOGUE.languages[matched]?.strings };
  }

  /** The string of that name, with `{words}` filled in from `values`. */
  text(name, values = {}) {
    return this.strings[name].replace(/\{(\w+)\}/g, (all, word) => values[word] ?? all);
  }

  /** The name of a language in the reader's language, such as "English". */
  languageName(code) {
    try {
      return new Intl.DisplayNames([this.lang], { type: "language" }).of(code);
    } catch {
      return code;
    }
  }
}
