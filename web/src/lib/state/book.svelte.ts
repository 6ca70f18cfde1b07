// The book that is open, and who looks at it.
//
// Owns: what the server says of itself and of who asks, the number of the last entry (pages ask again when it moves), the
// closed lists. In: answers of the server. Out: what may be offered. Refuses: to show one person what another left on the
// screen; whoever signs in under another name begins anew.
import { api, onTurnedAway, watch, type Problem } from '../api/client';
import type { Book, Decided, Words } from '../api/types';

class Open {
  info = $state.raw<Book | null>(null);
  words = $state.raw<Words | null>(null);
  error = $state<Problem | null>(null);
  /** Nobody is signed in; `public` says whether there is something for anybody. */
  out = $state.raw<{ public: boolean } | null>(null);
  /** Number of the last entry. */
  seq = $state(0);
  #before: string | null = null;
  #stop = () => {};

  constructor() {
    onTurnedAway((problem) => this.#turnedAway(problem));
  }

  get mayDecide(): boolean {
    return (this.info?.may.length ?? 0) > 1;
  }
  /** Whether people sign in here. */
  get signed(): boolean {
    return this.info?.mode === 'accounts';
  }

  /** Whether a decision may be offered, by the word of its act. */
  may(act: string | null): boolean {
    return act !== null && (this.info?.may.includes(act) ?? false);
  }

  /** Whether taking a decision back may be offered: one's own, or another's to whoever reviews. */
  mayUndo(decided: Decided): boolean {
    return this.may('undo') && this.may(decided.act) && (decided.by === this.info?.by || this.may('accept'));
  }

  async start() {
    try {
      const info = await api.book();
      if (this.#before !== null && this.#before !== info.by) return location.reload();
      this.words = await api.words();
      [this.info, this.out, this.error] = [info, null, null];
      this.seq = info.head.seq;
      this.#stop();
      this.#stop = watch((seq) => this.moved(seq));
    } catch (cause) {
      if (!this.out) this.error = cause as Problem;
    }
  }

  async signOut() {
    await api.signOut();
    location.assign('/');
  }

  #turnedAway(problem: Problem) {
    this.#before = this.info?.by ?? this.#before;
    this.#stop();
    [this.info, this.out] = [null, { public: problem.body.public === true }];
  }

  /** The head moved; our own decisions say so at once, others' come as events. */
  moved(seq: number) {
    if (seq > this.seq) this.seq = seq;
  }

  list(name: string): string[] {
    const value = this.words?.[name];
    return Array.isArray(value) ? (value as string[]) : [];
  }
}

export const book = new Open();
