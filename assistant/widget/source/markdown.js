// The Markdown that answers use: paragraphs, lists, quotes, bold, italics, code, links, `[1]`.
// It is rendered with DOM calls; anything else in the text, HTML above all, stays text.

const MAX_DEPTH = 6;
const BULLET = /^ {0,3}[-*+] +(.*)/;
const NUMBERED = /^ {0,3}(\d{1,9})[.)] +(.*)/;
const QUOTED = /^ {0,3}> ?(.*)/;
const HEADING = /^ {0,3}#{1,6} +(.*?)(?: +#+)? *$/;
const INLINE = new RegExp(
  [
    /\\([!-/:-@[-`{-~])/, // 1: an escaped sign
    /\[(\d{1,3})\](?!\()/, // 2: a marker
    /\[([^[\]\n]{1,500})\]\(<?([^\s<>()]{1,2000}(?:\([^\s<>()]*\)[^\s<>()]*)?)>?\)/, // 3, 4: a link
    /(\*\*|__)(\S(?:[^]*?\S)?)\5/, // 5, 6: bold
    /([*_])(\S(?:[^]*?\S)?)\7/, // 7, 8: italics
    /`([^`\n]+)`/, // 9: code
    /( {2,}|\\)\n/, // 10: a line break
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "g",
);

/** The answer as a fragment; `link(number)` makes the link of a marker, or null for no such source. */
function renderMarkdown(text, link) {
  const fragment = document.createDocumentFragment();
  fragment.append(...blocks(text.replace(/\r\n?/g, "\n").split("\n"), link, 0));
  return fragment;
}

function blocks(lines, link, depth) {
  const made = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (!line.trim()) {
      at += 1;
    } else if (HEADING.test(line)) {
      made.push(element("p", {}, element("strong", {}, ...inline(HEADING.exec(line)[1], link))));
      at += 1;
    } else if (QUOTED.test(line) && depth < MAX_DEPTH) {
      const quoted = [];
      for (; at < lines.length && QUOTED.test(lines[at]); at += 1) quoted.push(QUOTED.exec(lines[at])[1]);
      made.push(element("blockquote", {}, ...blocks(quoted, link, depth + 1)));
    } else if ((BULLET.test(line) || NUMBERED.test(line)) && depth < MAX_DEPTH) {
      const end = endOfList(lines, at);
      made.push(list(lines.slice(at, end), link, depth));
      at = end;
    } else {
      const paragraph = [line];
      for (at += 1; at < lines.length && !startsBlock(lines[at]); at += 1) paragraph.push(lines[at]);
      made.push(element("p", {}, ...inline(paragraph.join("\n").trim(), link)));
    }
  }
  return made;
}

function startsBlock(line) {
  return !line.trim() || [BULLET, NUMBERED, QUOTED, HEADING].some((kind) => kind.test(line));
}

/** Does the line begin an item of the list whose first line is `first`, not of a list inside it? */
function isItem(line, first, kind) {
  return kind.test(line) && line.search(/\S/) < first.search(/\S/) + 2;
}

function endOfList(lines, start) {
  const kind = BULLET.test(lines[start]) ? BULLET : NUMBERED;
  let end = start + 1;
  for (let at = end; at < lines.length; at += 1) {
    const blank = !lines[at].trim();
    if (!blank && !isItem(lines[at], lines[start], kind) && !/^ {2,}/.test(lines[at])) {
      if (startsBlock(lines[at]) || !lines[at - 1].trim()) break;
    }
    if (!blank) end = at + 1;
  }
  return end;
}

function list(lines, link, depth) {
  const kind = BULLET.test(lines[0]) ? BULLET : NUMBERED;
  const items = [];
  for (const line of lines) {
    if (isItem(line, lines[0], kind)) items.push([kind.exec(line).at(-1)]);
    else items.at(-1).push(line.replace(/^ {1,4}/, ""));
  }
  const start = kind === NUMBERED ? Number(NUMBERED.exec(lines[0])[1]) : 1;
  const made = element(kind === BULLET ? "ul" : "ol", { start: start === 1 ? null : start });
  for (const item of items) {
    const content = blocks(item, link, depth + 1);
    // A lone paragraph would only add space between the items.
    const tight = content.length && content[0].localName === "p" ? [...content.shift().childNodes] : [];
    made.append(element("li", {}, ...tight, ...content));
  }
  return made;
}

function inline(text, link, depth = 0) {
  if (depth > MAX_DEPTH) return [text];
  const made = [];
  let last = 0;
  const pattern = new RegExp(INLINE);
  for (let match; (match = pattern.exec(text)); ) {
    const [all, sign, number, label, address, , bold, stroke, slanted, code, lineBreak] = match;
    const before = text[match.index - 1] ?? " ";
    if (all.startsWith("_") && /[\p{L}\p{N}]/u.test(before)) {
      // snake_case is not emphasis
      pattern.lastIndex = match.index + 1;
      continue;
    }
    const plain = text.slice(last, match.index);
    // A marker stays on the line of the word that it stands behind.
    made.push(number ? plain.replace(/ $/, "\u00a0") : plain);
    if (sign) made.push(sign);
    else if (number) made.push(link(Number(number)) ?? all);
    else if (label) made.push(outwardLink(address, {}, ...inline(label, link, depth + 1)));
    else if (bold) made.push(element("strong", {}, ...inline(bold, link, depth + 1)));
    else if (stroke) made.push(element("em", {}, ...inline(slanted, link, depth + 1)));
    else if (code) made.push(element("code", {}, code));
    else if (lineBreak) made.push(element("br"));
    last = match.index + all.length;
  }
  made.push(text.slice(last));
  return made.filter((node) => node !== "");
}

/** The answer as a screen reader should read it: without Markdown's signs and markers. */
function spokenMarkdown(text) {
  const drawn = renderMarkdown(text, () => "");
  return [...drawn.children].map((block) => block.textContent.trim()).join(" ");
}
