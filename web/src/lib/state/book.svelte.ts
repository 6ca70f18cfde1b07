// The book that is open.
//
// Owns: what the server says of itself, the number of the last entry (pages ask again when it moves), the closed lists.
import { api, watch, type Problem } from '../api/client';
import type { Book, Words } from '../api/types';

class Open {
  info = $state.raw<Book | null>(null);
  words = $state.raw<Words | null>(null);
  error = $state<Problem | null>(null);
  /** Number of the last entry. */
  seq = $state(0);

  get mayDecide(): boolean {
    return this.info?.may.includes('decide') ?? false;
  }
  get mayPublish(): boolean {
    return this.info?.may.includes('publish') ?? false;
  }

  async start() {
    try {
      [this.info, this.words] = await Promise.all([api.book(), api.words()]);
      this.seq = this.info.head.seq;
      watch((seq) => this.moved(seq));
    } catch (cause) {
      this.error = cause as Problem;
    }
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
