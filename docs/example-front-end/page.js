// One page of the hub as elements.

import { body, documentLink, image } from './blocks.js';
import { build, richText, safeAddress } from './build.js';

/** A list of links to pages; nothing if there are none. */
export function pageList(pages, current = null) {
  return pages.map((page) =>
    build('li', {},
      build('a', { href: safeAddress(page.meta.html_url), lang: page.meta.locale, 'aria-current': page.id === current ? 'page' : null }, page.title),
      page.introduction ? build('p', {}, page.introduction) : null));
}

function notices({ text, meta }, say) {
  const kinds = ['fallback', 'stale', 'machine'].filter((kind) => text[kind]);
  if (meta.draft) kinds.unshift('draft');
  return kinds.map((kind) => build('p', { class: 'notice' }, say[kind]));
}

function when(page, locale) {
  const day = (value) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
  const days = [page.start_date ?? page.date, page.end_date].filter(Boolean);
  return days.map((value) => build('time', { datetime: value }, day(value))).flatMap((element, index) => (index ? [' – ', element] : [element]));
}

function facts(page) {
  const { type, status, publication_type: form, kind } = page.labels;
  const lines = [
    [type, status ?? form ?? kind].filter(Boolean).join(' · '),
    when(page, page.meta.locale),
    page.places.map((place) => place.name).join(', '),
  ].filter((line) => line.length);
  const roles = new Map();
  for (const { role_label: role, name } of page.organisations) roles.set(role, [...(roles.get(role) ?? []), name]);
  const rows = [...roles].flatMap(([role, names]) => [build('dt', {}, role), build('dd', {}, names.join(', '))]);
  return [...lines.map((line) => build('p', {}, line)), rows.length ? build('dl', {}, rows) : null];
}

function files(page, say) {
  const rows = (page.files ?? []).map((file) =>
    documentLink(file.document) ?? (file.external_url ? build('a', { href: safeAddress(file.external_url) }, file.external_url) : null));
  const links = rows.filter(Boolean);
  if (!links.length) return [];
  return [build('h2', {}, say.documents), build('ul', { id: 'files' }, links.map((link) => build('li', {}, link)))];
}

/** The content of `main`: the page, and the pages below it. */
export function article(page, below, say) {
  const text = { lang: page.text.locale };
  return [
    ...notices(page, say),
    build('h1', text, page.title),
    page.introduction ? build('p', text, page.introduction) : null,
    image(page.image),
    ...facts(page),
    page.purpose || page.abstract ? build('div', text, richText(page.purpose || page.abstract)) : null,
    build('div', { ...text, id: 'body' }, body(page.body ?? [])),
    page.outcomes ? build('div', text, richText(page.outcomes)) : null,
    ...files(page, say),
    below.length ? build('ul', { id: 'below' }, pageList(below)) : null,
    page.related_pages.length ? build('h2', {}, say.related) : null,
    page.related_pages.length ? build('ul', {}, pageList(page.related_pages)) : null,
  ].filter(Boolean);
}
