// Where the reader is.
//
// Owns: the path and query of the address bar, links within the pages. In: clicks and calls. Out: `router.path`,
// `router.query`. Refuses: links to elsewhere; the browser follows those.

/** A part of an address as text; one that is no text stays as it is, and the server says that there is no such thing. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Router {
  path = $state(location.pathname);
  query = $state(location.search.slice(1));

  constructor() {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = (event.target as Element).closest?.('a');
      if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
      if (link.pathname.startsWith('/api')) return;
      event.preventDefault();
      this.go(link.pathname + link.search + link.hash);
    });
  }

  #read() {
    this.path = location.pathname;
    this.query = location.search.slice(1);
  }

  /** Goes to an address of ours. */
  go(address: string, replace = false) {
    const from = this.path;
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    this.#read();
    if (!replace && this.path !== from) scrollTo(0, 0);
  }

  /** Another query on the same page. */
  ask(query: string, replace = false) {
    if (query !== this.query) this.go(this.path + (query ? `?${query}` : ''), replace);
  }

  param(name: string): string {
    return new URLSearchParams(this.query).get(name) ?? '';
  }

  /** The query with some parameters set, or taken out by an empty value. */
  with(changes: Record<string, string>): string {
    const params = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(changes)) value ? params.set(name, value) : params.delete(name);
    return params.toString();
  }
}

export const router = new Router();
