// An answer that follows what is asked.
import { untrack } from 'svelte';
import { Problem } from '../api/client';

/** What came of asking: the last answer stays while the next one is on its way. */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state<Problem | null>(null);
  busy = $state(true);
  #turn = 0;
  #controller: AbortController | null = null;

  /** Asks whenever something that `ask` reads has changed. Call it while a component is made. */
  constructor(ask: (signal: AbortSignal) => Promise<T> | null) {
    $effect(() => {
      this.#controller?.abort();
      const controller = new AbortController();
      const asked = ask(controller.signal);
      untrack(() => this.#follow(asked, controller));
      return () => controller.abort();
    });
  }

  async #follow(asked: Promise<T> | null, controller: AbortController) {
    const turn = ++this.#turn;
    this.#controller = controller;
    if (!asked) {
      this.busy = false;
      return;
    }
    this.busy = true;
    try {
      const data = await asked;
      if (turn !== this.#turn) return;
      this.data = data;
      this.error = null;
    } catch (cause) {
      if (turn !== this.#turn || (cause instanceof DOMException && cause.name === 'AbortError')) return;
      this.error = cause instanceof Problem ? cause : new Problem(0, 'unexpected', String(cause));
    }
    if (turn === this.#turn) this.busy = false;
  }
}
