// A list that grows page by page.
import type { Page } from '../api/types';
import { Problem, type Query } from '../api/client';

export class Paged<T> {
  items = $state.raw<T[]>([]);
  total = $state<number | null>(null);
  next = $state<string | null>(null);
  error = $state<Problem | null>(null);
  busy = $state(true);
  #fetch: (q: Query) => Promise<Page<T>>;
  #query: Query = {};
  #turn = 0;

  /** Asks anew whenever what `query` reads has changed. Call it while a component is made. */
  constructor(fetch: (q: Query) => Promise<Page<T>>, query: () => Query) {
    this.#fetch = fetch;
    $effect(() => {
      this.#query = query();
      void this.#ask(null);
    });
  }

  more = () => this.#ask(this.next);

  async #ask(cursor: string | null) {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const page = await this.#fetch({ ...this.#query, cursor });
      if (turn !== this.#turn) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.total = page.total;
      this.next = page.next;
      this.error = null;
    } catch (cause) {
      if (turn === this.#turn) this.error = cause instanceof Problem ? cause : new Problem(0, 'unexpected', String(cause));
    }
    if (turn === this.#turn) this.busy = false;
  }
}
