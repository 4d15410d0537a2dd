// Making elements without ever joining strings to HTML.

/** An element with attributes and children; texts become text, empty children are left out. */
export function build(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

const TAGS = new Set(['P', 'B', 'STRONG', 'I', 'EM', 'A', 'UL', 'OL', 'LI', 'BR']);

/** The hub's rich text as nodes: what editors can write, and nothing else. */
export function richText(html) {
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const inside = [...node.childNodes].map(copy).flat();
    if (!TAGS.has(node.nodeName)) return inside;
    const href = node.getAttribute('href') ?? '';
    const isSafe = node.nodeName === 'A' && /^(https?:|mailto:|#)/.test(href);
    return build(node.nodeName, isSafe ? { href } : {}, inside);
  };
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return [...parsed.body.childNodes].map(copy).flat();
}

/** An address that is safe to link to, or null. */
export const safeAddress = (url) => (/^https?:/.test(url ?? '') ? url : null);
