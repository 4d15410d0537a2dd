// Functions that create elements. Text is added as text nodes only, so that no data becomes markup.

/** An element with attributes (null and false are left out, true is empty) and children. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An element with text for screen readers only. */
function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

const ICONS = {
  ask: "M4 5.5A1.5 1.5 0 0 1 5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 4v-4h-1A1.5 1.5 0 0 1 4 14.5zM8.5 8.5h7M8.5 11.5h4.5",
  close: "M6 6l12 12M18 6L6 18",
  fresh: "M12 5v14M5 12h14",
  remove: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  send: "M12 19V6M6 11.5L12 5.5l6 6",
  stop: "M7 7h10v10H7z",
  up: "M7 11v9H4v-9zM7 11l4.5-7c1.4 0 2.3 1.1 2 2.5L13 10h5.3c1.2 0 2 1 1.7 2.2l-1.5 6.2c-.2 1-1 1.6-2 1.6H7",
  down: "M7 13V4H4v9zM7 13l4.5 7c1.4 0 2.3-1.1 2-2.5L13 14h5.3c1.2 0 2-1 1.7-2.2l-1.5-6.2c-.2-1-1-1.6-2-1.6H7",
  out: "M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9",
  unknown: "M9 9.3a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 1.9v.4M12 17.6v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  written: "M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3",
  warning: "M12 4L2.8 20h18.4zM12 10v4.5M12 17.3v.1",
};

/** A decorative icon. */
function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  image.append(path);
  return image;
}

/** A button with an icon, whose accessible name is `label`. */
function iconButton(name, label, action) {
  const button = element("button", { type: "button", class: "icon", "aria-label": label, title: label });
  button.append(icon(name));
  button.addEventListener("click", action);
  return button;
}

/** The address if it is http or https, else null: no `javascript:`, no `data:`. */
function webAddress(text) {
  try {
    const address = new URL(text);
    return ["http:", "https:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a new tab, or plain text if the address is not http or https. */
function outwardLink(address, attributes, ...children) {
  const href = webAddress(address);
  if (href === null) return element("span", { class: attributes.class }, ...children);
  return element("a", { ...attributes, href, target: "_blank", rel: "noopener" }, ...children);
}
