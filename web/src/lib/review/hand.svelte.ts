// The hand that answers: the queue, where one stands in it, what is loaded ahead.
//
// Owns: the order of questions, those answered but not yet gone from the server's queue, the cache of reports and
// articles. In: kinds and filters. Out: the present question with its reports. Refuses: to wait for a write; an answer
// moves on at once, and a failed one brings its question back.
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { api, type Query } from '../api/client';
import type { ArticlePage, IncidentView, Queue, Question } from '../api/types';
import { desk } from '../state/desk.svelte';
import type { Answer } from './ruling';

export interface Loaded { views: IncidentView[]; articles: ArticlePage[] }

export class Hand {
  queue = $state.raw<Queue | null>(null);
  at = $state(0);
  /** Keys of questions that were answered here. */
  gone = new SvelteSet<string>();
  /** Questions that were put off with `u`; they come last. */
  later = new SvelteSet<string>();
  views = new SvelteMap<string, IncidentView>();
  #articles = new Map<string, Promise<ArticlePage>>();
  #incidents = new Map<string, Promise<IncidentView>>();
  /** Answers of this session, for undo: what to bring back. */
  #answers: { entries: number[]; question: Question; at: number }[] = [];
  started = Date.now();
  answered = $state(0);
  undone = $state(0);

  items = $derived.by(() => {
    const open = (this.queue?.items ?? []).filter((q) => !this.gone.has(q.key));
    return [...open.filter((q) => !this.later.has(q.key)), ...open.filter((q) => this.later.has(q.key))];
  });
  question = $derived<Question | null>(this.items[Math.min(this.at, this.items.length - 1)] ?? null);

  async fetch(query: Query) {
    const key = this.question?.key;
    const queue = await api.queue({ ...query, limit: 200 });
    this.queue = queue;
    // What the server no longer asks needs not to be remembered as answered.
    for (const known of this.gone) if (!queue.items.some((q) => q.key === known)) this.gone.delete(known);
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

  goto(key: string) {
    const at = this.items.findIndex((q) => q.key === key);
    if (at >= 0) this.at = at;
    this.ahead();
  }

  /** Answers: on to the next question at once, the write follows. `settles`: the question is done with. */
  async give(answer: Answer, questions: Question[], settles = true): Promise<void> {
    const at = this.at;
    if (settles) {
      for (const q of questions) this.gone.add(q.key);
      this.answered += questions.length;
      this.at = Math.min(at, Math.max(0, this.items.length - 1));
      this.ahead();
    }
    const entries: number[] = [];
    for (const ruling of answer.rulings) {
      const decided = await desk.decide(ruling, answer.said);
      if (!decided) {
        if (settles) {
          for (const q of questions) this.gone.delete(q.key);
          this.answered -= questions.length;
          const first = questions[0];
          if (first) this.goto(first.key);
        }
        break;
      }
      entries.push(decided.entry);
    }
    const first = questions[0];
    if (first && entries.length) this.#answers.push({ entries, question: first, at });
  }

  /** Takes back the last answer of this session, with all that belongs to it, and shows its question again. */
  async undo(): Promise<Question | null> {
    const answer = this.#answers.pop();
    const count = answer?.entries.length ?? 1;
    for (let n = 0; n < count; n += 1) if (!(await desk.undo())) return null;
    if (!answer) return null;
    this.undone += 1;
    this.answered = Math.max(0, this.answered - 1);
    this.gone.clear();
    return answer.question;
  }
}
