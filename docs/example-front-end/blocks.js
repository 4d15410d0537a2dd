// The blocks of a page's body. A kind that is not known here is left out.

import { build, richText, safeAddress } from './build.js';

/** An image in the sizes that the hub has; null if it has none. */
export function image(value) {
  const { medium, large } = value?.renditions ?? {};
  if (!medium) return null;
  return build('img', {
    src: medium.url,
    srcset: `${medium.url} ${medium.width}w, ${large.url} ${large.width}w`,
    sizes: '(min-width: 46rem) 46rem, 100vw',
    width: medium.width,
    height: medium.height,
    alt: medium.alt,
    loading: 'lazy',
  });
}

/** A link to download a document, with its size; null for one that is not public. */
export function documentLink(value, words) {
  if (!value) return null;
  const size = value.size ? ` (${Math.max(1, Math.round(value.size / 1000))} kB)` : '';
  const href = safeAddress(value.meta.download_url);
  return build('a', { href, type: value.content_type }, `${words || value.title}${size}`);
}

const named = (things) => build('ul', {}, things.filter(Boolean).map((thing) => build('li', { lang: thing.meta.locale }, thing.name)));

const BLOCKS = {
  heading: ({ text, level, anchor }) => build(level, { id: anchor }, text),
  paragraph: (html) => richText(html),
  quote: ({ text, attribution }) =>
    build('blockquote', {}, build('p', {}, text), attribution ? build('footer', {}, attribution) : null),
  document: ({ document, caption }) =>
    document && build('p', {}, documentLink(document), caption ? ` – ${caption}` : ''),
  figure: (value) => {
    const picture = image(value.image);
    const credit = value.credit || value.image?.credit;
    const words = [value.caption, credit].filter(Boolean).join(' – ');
    return picture && build('figure', {}, picture, words ? build('figcaption', {}, words) : null);
  },
  table: ({ caption, columns, rows }) =>
    build('table', {},
      caption ? build('caption', {}, caption) : null,
      build('thead', {}, build('tr', {}, columns.map((column) => build('th', { scope: 'col' }, column.heading)))),
      build('tbody', {}, rows.map((row) => build('tr', {}, row.values.map((cell) => build('td', {}, String(cell ?? ''))))))),
  timeline: ({ entries }) =>
    build('ol', {}, entries.map(({ when, title, text }) => build('li', {}, build('strong', {}, `${when}: ${title}`), text ? build('p', {}, text) : null))),
  partners: ({ organisations }) => named(organisations),
  map: ({ caption, places }) => build('section', { 'aria-label': caption }, build('p', {}, caption), named(places)),
  faq: ({ questions }) =>
    questions.map(({ question, answer, anchor }) =>
      build('details', { id: anchor }, build('summary', {}, question), richText(answer))),
  call_to_action: ({ text, label, page, document, url }) => {
    const href = safeAddress(page?.meta.html_url ?? document?.meta.download_url ?? url);
    return href && build('p', {}, text ? `${text} ` : '', build('a', { href }, label));
  },
  video: ({ title, document, captions, url, transcript }) => {
    const source = document?.meta.download_url;
    const track = captions && build('track', { kind: 'captions', src: captions.meta.download_url, default: '' });
    return build('figure', {},
      source
        ? build('video', { src: source, controls: '', preload: 'none' }, track)
        : build('a', { href: safeAddress(url) }, title),
      build('figcaption', {}, title),
      transcript ? build('p', {}, transcript) : null);
  },
};

/** The elements of a body. */
export function body(blocks) {
  return blocks.flatMap(({ type, value }) => BLOCKS[type]?.(value) ?? []);
}
