// The hand that answers: the queue, where one stands in it, what is loaded ahead.
//
// Owns: the order of questions, the cache of reports and articles. In: kinds and filters. Out: the present question with
// its reports. Refuses: to wait for a write; an answer moves on at once, and a failed one brings its question back.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { api, type Query } from '../api/client';
import type { ArticlePage, IncidentView, Queue, Question } from '../api/types';
import { book } from '../state/book.svelte';
import { desk } from '../state/desk.svelte';
import type { Answer } from './ruling';

export interface Loaded { views: IncidentView[]; articles: ArticlePage[] }

export class Hand {
  queue = $state.raw<Queue | null>(null);
  at = $state(0);
  /** Questions that were put off with `u`; they come last. */
  later = new SvelteSet<string>();
  views = new SvelteMap<string, IncidentView>();
  #articles = new Map<string, Promise<ArticlePage>>();
  #incidents = new Map<string, Promise<IncidentView>>();
  #turn = 0;
  /** The question to go to with the next queue. */
  #goal = '';
  started = Date.now();

  items = $derived.by(() => {
    // To whoever decides, no question is offered that their role does not answer.
    const mine = (q: Question) => !book.mayDecide || q.acts.some((act) => book.may(act.replace('-', '_')));
    const open = (this.queue?.items ?? []).filter((q) => !desk.settled.has(q.key) && mine(q));
    return [...open.filter((q) => !this.later.has(q.key)), ...open.filter((q) => this.later.has(q.key))];
  });
  question = $derived<Question | null>(this.items[Math.min(this.at, this.items.length - 1)] ?? null);

  /** Asks for the queue; the question that is looked at, or else `wanted`, stays the one. */
  async fetch(query: Query, wanted = '') {
    const turn = ++this.#turn;
    const queue = await api.queue({ ...query, limit: 200 });
    if (turn !== this.#turn) return;
    const key = this.#goal || this.question?.key || wanted;
    this.#goal = '';
    const keys = new Set<string>();
    this.queue = { ...queue, items: queue.items.filter((q) => !keys.has(q.key) && keys.add(q.key)) };
    const again = key ? this.items.findIndex((q) => q.key === key) : -1;
    if (again >= 0) this.at = again;
    this.ahead();
  }

  load(question: Question): Promise<Loaded> {
    return (async () => {
      const views = await Promise.all(question.subjects.slice(0, 8).map((id) => this.#incident(id)));
      const wanted = [...new Set(views.map((v) => v.article.id))].slice(0, question.kind === 'merge' ? 2 : 1);
      return { views, articles: await Promise.all(wanted.map((id) => this.article(id))) };
    })();
  }

  #incident(id: string): Promise<IncidentView> {
    const known = this.#incidents.get(id) ?? api.incident(id).then((v) => (this.views.set(id, v), v));
    this.#incidents.set(id, known);
    known.catch(() => this.#incidents.delete(id));
    return known;
  }

  article(id: string): Promise<ArticlePage> {
    const known = this.#articles.get(id) ?? api.article(id);
    this.#articles.set(id, known);
    known.catch(() => this.#articles.delete(id));
    return known;
  }

  /** Forgets what may have changed. */
  stale() {
    this.#incidents.clear();
    this.#articles.clear();
  }

  /** Loads the next two questions. */
  ahead() {
    for (const q of this.items.slice(this.at + 1, this.at + 3)) void this.load(q).catch(() => {});
  }

  move(by: number) {
    this.at = Math.max(0, Math.min(this.items.length - 1, Math.min(this.at, this.items.length - 1) + by));
    this.ahead();
  }

  /** Goes to a question; to one that is not there, with the next queue. */
  goto(key: string) {
    const at = this.items.findIndex((q) => q.key === key);
    if (at >= 0) this.at = at;
    else this.#goal = key;
    this.ahead();
  }

  /** Answers: on to the next question at once, the write follows. `settled` are the questions that are done with. */
  async give(answer: Answer, settled: Question[]): Promise<void> {
    const sent = desk.decide(answer.rulings, answer.said, settled);
    this.at = Math.min(this.at, Math.max(0, this.items.length - 1));
    this.ahead();
    if (!(await sent) && settled[0]) this.goto(settled[0].key);
  }
}
