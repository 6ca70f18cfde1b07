import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Question } from '../../src/lib/api/types';
import { Hand } from '../../src/lib/review/hand.svelte';
import { answer, split } from '../../src/lib/review/ruling';
import { desk } from '../../src/lib/state/desk.svelte';

const question = (id: string): Question => ({
  kind: 'record', key: `record:${id}`, question: '', why: '', subjects: [id], property: null, candidates: [], acts: ['accept', 'reject'],
  uncertainty: 1, impact: 1, worth: 1,
});
const queue = ['inc_a', 'inc_b', 'inc_c'].map(question);

/** What the server answers to writing, one after the other; reading never answers. */
let writes: { path: string; body: { act?: string; subjects?: string[]; entry?: number }; answer: (status: number) => void }[] = [];
let entry = 0;
beforeEach(() => {
  writes = [];
  desk.done = [];
  desk.failed = [];
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    if (init?.method !== 'POST') return new Promise(() => {});
    return new Promise((resolve) => {
      writes.push({
        path, body: JSON.parse(String(init.body)),
        answer: (status) => resolve(new Response(JSON.stringify(status === 201 ? { entry: (entry += 1) } : { detail: 'no', code: 'refused' }), { status })),
      });
    });
  });
});

function hand(): Hand {
  const made = new Hand();
  made.queue = { items: queue, total: 3, next: null, minutes: 1 };
  return made;
}
const give = (h: Hand, q: Question) => h.give(answer(q, 'accept', [], '')!, [q]);
const soon = () => new Promise((r) => setTimeout(r));

describe('the hand', () => {
  it('moves on before the write has come back', async () => {
    const h = hand();
    const sent = give(h, queue[0]!);
    expect(h.question?.key).toBe('record:inc_b');
    expect(desk.state).toBe('saving');
    await soon();
    writes[0]!.answer(201);
    await sent;
    expect(desk.state).toBe('saved');
    expect(h.items).toHaveLength(2);
  });
  it('shows a question again whose answer was refused, and keeps the answer', async () => {
    const h = hand();
    const sent = give(h, queue[0]!);
    await soon();
    writes[0]!.answer(422);
    await sent;
    expect(h.question?.key).toBe('record:inc_a');
    expect(desk.failed[0]).toMatchObject({ why: 'no', said: 'accepted' });
    const again = desk.again(desk.failed[0]!);
    await soon();
    expect(writes[1]!.body).toMatchObject({ act: 'accept', subjects: ['inc_a'] });
    writes[1]!.answer(201);
    await again;
    expect(desk.failed).toHaveLength(0);
  });
  it('takes back all entries of one answer, the latest first', async () => {
    const h = hand();
    const sent = h.give(split('inc_a', ['inc_x', 'inc_y'], ''), [queue[0]!]);
    await soon();
    writes[0]!.answer(201);
    await soon();
    writes[1]!.answer(201);
    await sent;
    const entries = [...desk.done[0]!.entries];
    const undone = desk.undo();
    await soon();
    writes[2]!.answer(201);
    await soon();
    writes[3]!.answer(201);
    expect((await undone)?.asked[0]?.key).toBe('record:inc_a');
    expect(writes.slice(2).map((w) => w.body.entry)).toEqual(entries.reverse());
    expect(h.items).toHaveLength(3);
  });
  it('asks a question again of whose answer a part was refused', async () => {
    const h = hand();
    const sent = h.give(split('inc_a', ['inc_x', 'inc_y'], ''), [queue[0]!]);
    await soon();
    writes[0]!.answer(201);
    await soon();
    writes[1]!.answer(422);
    await sent;
    expect(h.items).toHaveLength(3);
    const again = desk.again(desk.failed[0]!);
    await soon();
    expect(writes.at(-1)!.body.subjects).toEqual(['inc_a', 'inc_y']);
    writes.at(-1)!.answer(422);
    await again;
    expect(desk.done[0]!.entries).toHaveLength(1);
  });
  it('puts what was left for later last', () => {
    const h = hand();
    h.later.add('record:inc_a');
    expect(h.items.map((q) => q.key)).toEqual(['record:inc_b', 'record:inc_c', 'record:inc_a']);
  });
  it('has nothing to undo in a new session', async () => {
    expect(await desk.undo()).toBe(null);
    expect(desk.last).toContain('nothing');
  });
});
