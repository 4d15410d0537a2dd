// Search boxes: suggestions while typing, as a combobox with a list. They search without it too.
const PAUSE = 180; // Milliseconds without a key before the site is asked.
let boxes = 0;

const optionOf = (suggestion, id) => {
  const option = document.createElement("li");
  const label = document.createElement("span");
  const note = document.createElement("small");
  option.id = id;
  option.className = "suggest__option";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.url = suggestion.url;
  label.textContent = suggestion.label;
  label.lang = suggestion.language;
  label.dir = "auto";
  note.textContent = [suggestion.kind, suggestion.language_name].filter(Boolean).join(" · ");
  option.append(label, " ", note);
  return option;
};

const enhance = (input) => {
  const source = `${input.form.getAttribute("action")}suggest/`;
  const list = document.createElement("ul");
  let timer = 0;
  let asked = "";
  let chosen = -1;

  list.id = `suggestions-${(boxes += 1)}`;
  list.className = "suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  // The box itself stays where it is: moved, it would lose the focus of an early reader.
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === index));
    });
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest", behavior: "instant" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const show = (suggestions) => {
    const options = suggestions.map((item, number) => optionOf(item, `${list.id}-${number}`));
    list.replaceChildren(...options);
    mark(-1);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const close = () => {
    clearTimeout(timer);
    asked = ""; // An answer on its way is not wanted any more.
    show([]);
  };
  const open = (option) => {
    const { url } = option.dataset;
    close();
    location.assign(url);
  };
  const ask = async () => {
    clearTimeout(timer);
    const words = input.value.trim();
    if (!words) return close();
    asked = words;
    try {
      const response = await fetch(`${source}?q=${encodeURIComponent(words)}`);
      const found = await response.json();
      if (asked === words && document.activeElement === input) show(found.suggestions ?? []);
    } catch {
      if (asked === words) close();
    }
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  input.addEventListener("input", (event) => {
    // Signs of Chinese are first typed as letters, which are no words yet.
    if (!event.isComposing) askSoon();
  });
  input.addEventListener("compositionend", askSoon);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = list.children.length - 1;
    if (event.key === "Escape") {
      if (!list.hidden) {
        // Neither empties the box nor closes anything else.
        event.preventDefault();
        event.stopPropagation();
      }
      close();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      if (list.hidden) ask();
      else if (!event.altKey) mark(chosen >= last ? 0 : chosen + 1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      if (event.altKey) close();
      else mark(chosen <= 0 ? last : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      open(list.children[chosen]);
    }
  });
  input.addEventListener("blur", close);
  // The press would take the focus from the box, and close the list under the pointer.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option);
  });
};

for (const input of document.querySelectorAll(".search-box input[type=search]")) enhance(input);
