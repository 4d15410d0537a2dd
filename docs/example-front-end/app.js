// The front end: the address after `#` is the path of a page of the hub, such as `#/ar/programmes/`.

import { article, pageList } from './page.js';
import { build } from './build.js';
import { HUB, children, draft, front, languages, pageAt, pathOf } from './hub.js';
import { direction, words } from './words.js';

const $ = (selector) => document.querySelector(selector);
const known = await languages().catch(() => [{ language_code: 'en', name: 'English' }]);
const codes = known.map((language) => language.language_code);
let shown = 0;

/** The hub's language that the reader's browser wants most. */
function preferred() {
  const wanted = navigator.languages.map((language) => language.toLowerCase());
  return wanted.flatMap((code) => codes.filter((own) => code === own || code.split('-')[0] === own.split('-')[0]))[0] ?? codes[0];
}

function speak(locale) {
  const say = words(locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = direction(locale);
  $('.skip').textContent = say.skip;
  $('#menu-name').textContent = say.menu;
  $('#languages-name').textContent = say.languages;
  $('#breadcrumbs').setAttribute('aria-label', say.here);
  return say;
}

/** Puts the assistant's widget of the hub on the page, in the reader's language. */
function assistant(locale) {
  const present = $('site-assistant');
  if (present?.getAttribute('locale') === locale) return;
  present?.remove();
  document.body.append(build('site-assistant', { locale }));
  if (!$('script[data-assistant]')) {
    document.body.append(build('script', { type: 'module', src: `${HUB}/assistant/widget.js`, 'data-assistant': '' }));
  }
}

function languageLinks(page, locale) {
  return known.map(({ language_code: code, name }) => {
    const path = code === locale ? null : page?.translations.find((item) => item.locale === code)?.html_url;
    const href = `#${path ? pathOf(path, codes) : `/${code}/`}`;
    return build('li', {}, build('a', { href, lang: code, 'aria-current': code === locale ? 'true' : null }, name));
  });
}

async function show() {
  const turn = ++shown;
  const query = new URLSearchParams(location.search);
  const [path, anchor] = decodeURI(location.hash.slice(1)).split('#');
  const wanted = codes.includes(path.split('/')[1]) ? path : `/${preferred()}/`;
  let locale = wanted.split('/')[1];
  let say = speak(locale);
  $('#status').textContent = say.loading;
  assistant(locale);
  try {
    const isDraft = !path && query.has('token');
    const page = await (isDraft ? draft(query) : pageAt(wanted));
    locale = page.meta.locale;
    const [{ home, menu }, below] = await Promise.all([front(locale), isDraft ? [] : children(page)]);
    if (turn !== shown) return; // the reader has gone on meanwhile
    say = speak(locale);
    if (isDraft) page.meta.draft = true;
    document.title = page.title;
    $('#menu ul').replaceChildren(...pageList([home, ...menu].map(({ introduction, ...link }) => link), page.id));
    $('#languages ul').replaceChildren(...languageLinks(page, locale));
    $('#breadcrumbs ol').replaceChildren(...pageList(page.breadcrumbs));
    $('#main').replaceChildren(...article(page, page.id === home.id ? [] : below, say));
    localise();
    $('#status').textContent = page.title;
    const target = anchor && document.getElementById(anchor);
    if (target) target.scrollIntoView();
    else if (turn > 1) $('#main').focus();
  } catch (error) {
    if (turn !== shown) return;
    const message = error.status === 404 ? say.missing : say.unreachable;
    document.title = message;
    $('#languages ul').replaceChildren(...languageLinks(null, locale));
    $('#main').replaceChildren(build('h1', {}, message), build('p', {}, build('a', { href: `#/${locale}/` }, words(locale).menu)));
    $('#status').textContent = message;
  }
}

/** Links to the hub's own pages stay in this front end. */
function localise() {
  for (const link of document.querySelectorAll('a[href^="http"]')) {
    const path = pathOf(link.href, codes);
    if (path) link.setAttribute('href', `#${path}${new URL(link.href).hash}`);
  }
}

addEventListener('hashchange', (event) => {
  const [before, after] = [event.oldURL, event.newURL].map((url) => new URL(url).hash);
  // A link to a heading of the page, or to `#main`, is the browser's business.
  if (after.startsWith('#/') || before === after || !after) show();
});
await show();
