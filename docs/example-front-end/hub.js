// Talking to the hub: where it is, and its API. Nothing here touches the page.

export const HUB = document.querySelector('meta[name="hub"]').content;

/** The JSON of an address of the API. Throws an Error with the hub's message and a status. */
async function get(path, parameters = {}) {
  const address = new URL(`/api/v2/${path}`, HUB);
  address.search = new URLSearchParams(parameters);
  const response = await fetch(address);
  const data = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw Object.assign(new Error(data.message ?? response.statusText), { status: response.status });
  }
  return data;
}

/** The page at a path of the hub, such as `/tr/programmes/`, with all its fields. */
export const pageAt = (path) => get('pages/find/', { html_path: path, fields: '*' });

/** A draft that an editor previews, by the query that the hub has sent the browser here with. */
export const draft = (query) =>
  get('page_preview/', { content_type: query.get('content_type'), token: query.get('token') });

/** The languages of the hub. */
export const languages = async () => (await get('locales/')).items;

/** The first pages below a page. */
export const children = async (page) =>
  (await get('pages/', { child_of: page.id, fields: 'introduction' })).items;

/** The front page of a language with the pages for the menu. */
export async function front(locale) {
  const home = await get('pages/find/', { html_path: `/${locale}/` });
  return { home, menu: await children(home) };
}

/** The path of one of the hub's own pages; null for addresses elsewhere and for files. */
export function pathOf(address, codes) {
  const url = new URL(address, HUB);
  const isPage = url.origin === new URL(HUB).origin && codes.includes(url.pathname.split('/')[1]);
  return isPage ? url.pathname : null;
}
