// Decisions on their way.
//
// Owns: the state of saving that the reader sees, what this session decided (for undo without limit), failures. In:
// rulings. Out: their entries. Refuses: to lose one; what could not be saved is listed until it is sent again or let go.
import { api, Problem } from '../api/client';
import type { Question, Ruling } from '../api/types';
import { book } from './book.svelte';

/** An answer of this session: its entries are taken back together. `asked` are the questions it settled. */
export interface Done { entries: number[]; said: string; asked: Question[] }
/** What was not saved, with the way to send it again. */
export interface Failed { said: string; why: string; again: () => Promise<unknown> }

const words = (cause: unknown) => (cause instanceof Problem ? cause.message : String(cause));

class Desk {
  pending = $state(0);
  done = $state<Done[]>([]);
  failed = $state<Failed[]>([]);
  /** Questions whose answers are on their way. */
  sending = $state.raw<Question[][]>([]);
  undone = $state(0);
  /** What was saved or taken back last, for the line that shows it. */
  last = $state('');

  /** Keys of questions that this session answered. */
  settled = $derived(new Set([...this.sending, ...this.done.map((d) => d.asked)].flat().map((q) => q.key)));

  get state(): 'idle' | 'saving' | 'saved' | 'failed' {
    if (this.failed.length) return 'failed';
    if (this.pending) return 'saving';
    return this.last ? 'saved' : 'idle';
  }

  /** Sends rulings that belong together; false when one was refused (it and those after it stand in `failed`). */
  async decide(rulings: Ruling | Ruling[], said: string, asked: Question[] = []): Promise<boolean> {
    const all = Array.isArray(rulings) ? rulings : [rulings];
    const entries: number[] = [];
    this.pending += 1;
    this.sending = [...this.sending, asked];
    try {
      for (const ruling of all) {
        const { entry } = await api.decide(ruling);
        entries.push(entry);
        book.moved(entry);
      }
    } catch (cause) {
      const rest = all.slice(entries.length);
      this.failed.push({ said, why: words(cause), again: () => this.decide(rest, said, asked) });
    }
    if (entries.length) {
      // A question of which a part failed is asked again.
      this.done.push({ entries, said, asked: entries.length === all.length ? asked : [] });
      this.last = `entry ${entries.join(', ')}: ${said}`;
    }
    this.sending = this.sending.filter((s) => s !== asked);
    this.pending -= 1;
    return entries.length === all.length;
  }

  async again(failed: Failed) {
    this.letGo(failed);
    await failed.again();
  }

  letGo(failed: Failed) {
    this.failed = this.failed.filter((f) => f !== failed);
  }

  /** Takes back one entry, whoever decided it. */
  async takeBack(entry: number, said: string): Promise<boolean> {
    this.pending += 1;
    try {
      const undone = await api.undo(entry);
      // What this session did with it is taken back with it.
      this.done = this.done.map((d) => ({ ...d, entries: d.entries.filter((e) => e !== entry) })).filter((d) => d.entries.length);
      this.undone += 1;
      this.last = `entry ${undone.entry}: took back ${said}`;
      book.moved(undone.entry);
      return true;
    } catch (cause) {
      this.failed.push({ said: `take back ${said}`, why: words(cause), again: () => this.takeBack(entry, said) });
      return false;
    } finally {
      this.pending -= 1;
    }
  }

  /** Takes back the last answer of this session that holds, the latest of its entries first. */
  async undo(): Promise<Done | null> {
    const last = this.done.at(-1);
    if (!last) {
      this.last = 'nothing of this session is left to undo';
      return null;
    }
    this.pending += 1;
    try {
      while (last.entries.length) {
        const { entry } = await api.undo(last.entries.at(-1)!);
        last.entries.pop();
        book.moved(entry);
        this.last = `entry ${entry}: took back ${last.said}`;
      }
      this.done = this.done.filter((d) => d !== last);
      this.undone += 1;
      return last;
    } catch (cause) {
      this.last = `not taken back: ${words(cause)}`;
      return null;
    } finally {
      this.pending -= 1;
    }
  }
}

export const desk = new Desk();
