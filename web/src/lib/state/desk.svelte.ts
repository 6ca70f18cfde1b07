// Decisions on their way.
//
// Owns: the state of saving that the reader sees, what this session decided (for undo without limit), failures. In:
// rulings. Out: their entries. Refuses: to lose one; what could not be saved is listed until it is sent again or let go.
import { api, Problem } from '../api/client';
import type { Decided, Ruling } from '../api/types';
import { book } from './book.svelte';

/** One decision of this session. */
export interface Done { entry: number; said: string; ruling: Ruling }
export interface Failed { said: string; ruling: Ruling; why: string }

class Desk {
  pending = $state(0);
  done = $state<Done[]>([]);
  failed = $state<Failed[]>([]);
  /** What was saved or taken back last, for the line that shows it. */
  last = $state('');

  /** "saving 2", "saved" … */
  get state(): 'idle' | 'saving' | 'saved' | 'failed' {
    if (this.failed.length) return 'failed';
    if (this.pending) return 'saving';
    return this.last ? 'saved' : 'idle';
  }

  /** Sends a ruling; gives what was recorded, or null when it was refused (and stands in `failed`). */
  async decide(ruling: Ruling, said: string): Promise<Decided | null> {
    this.pending += 1;
    try {
      const decided = await api.decide(ruling);
      this.done.push({ entry: decided.entry, said, ruling });
      this.last = `entry ${decided.entry}: ${said}`;
      book.moved(decided.entry);
      return decided;
    } catch (cause) {
      this.failed.push({ said, ruling, why: cause instanceof Problem ? cause.message : String(cause) });
      return null;
    } finally {
      this.pending -= 1;
    }
  }

  async again(failed: Failed) {
    this.failed = this.failed.filter((f) => f !== failed);
    await this.decide(failed.ruling, failed.said);
  }

  letGo(failed: Failed) {
    this.failed = this.failed.filter((f) => f !== failed);
  }

  /** Takes back the last decision of this session that holds. */
  async undo(): Promise<Done | null> {
    const last = this.done.at(-1);
    if (!last) {
      this.last = 'nothing of this session is left to undo';
      return null;
    }
    this.pending += 1;
    try {
      const undone = await api.undo(last.entry);
      this.done = this.done.filter((d) => d.entry !== last.entry);
      this.last = `entry ${undone.entry}: took back ${last.said}`;
      book.moved(undone.entry);
      return last;
    } catch (cause) {
      this.last = `not taken back: ${cause instanceof Problem ? cause.message : String(cause)}`;
      return null;
    } finally {
      this.pending -= 1;
    }
  }
}

export const desk = new Desk();
