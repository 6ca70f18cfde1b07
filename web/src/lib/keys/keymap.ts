// Which key does what.
//
// Owns: the actions of each page, their keys, a reader's own keymap file. In: the file's JSON. Out: a keymap without
// clashes. Refuses: keys a browser or system takes, two actions on one key where both can be reached, unknown actions.

/** Everywhere, or on one page. Keys of a page can never be keys of everywhere. */
export type Scope = 'everywhere' | 'review' | 'reader' | 'list';
export interface Action { name: string; scope: Scope; keys: string[]; does: string }

export const ACTIONS: readonly Action[] = [
  { name: 'search', scope: 'everywhere', keys: ['/'], does: 'search words, names and places' },
  { name: 'help', scope: 'everywhere', keys: ['?'], does: 'show these keys' },
  { name: 'next', scope: 'review', keys: ['j', 'ArrowDown'], does: 'next question' },
  { name: 'previous', scope: 'review', keys: ['k', 'ArrowUp'], does: 'previous question' },
  { name: 'field-before', scope: 'review', keys: ['h', 'ArrowLeft'], does: 'field before' },
  { name: 'field-after', scope: 'review', keys: ['l', 'ArrowRight'], does: 'field after' },
  { name: 'accept', scope: 'review', keys: ['a'], does: 'accept, or: same incident' },
  { name: 'reject', scope: 'review', keys: ['x'], does: 'reject, or: different incidents' },
  { name: 'unsure', scope: 'review', keys: ['u'], does: 'unsure: leave it for later' },
  { name: 'edit', scope: 'review', keys: ['e'], does: 'edit the field' },
  { name: 'merge', scope: 'review', keys: ['m'], does: 'one incident: merge with another' },
  { name: 'split', scope: 'review', keys: ['s'], does: 'split: different incidents' },
  { name: 'part', scope: 'review', keys: ['o'], does: 'part of the other' },
  { name: 'copy', scope: 'review', keys: ['d'], does: 'duplicate: a copy of the other account' },
  { name: 'span', scope: 'review', keys: ['g'], does: 'go to the words' },
  { name: 'comment', scope: 'review', keys: ['c'], does: 'comment: a note or a reason' },
  { name: 'flag', scope: 'review', keys: ['f'], does: 'flag a name as sensitive: withhold it' },
  { name: 'precision', scope: 'review', keys: ['p'], does: 'set the place and how fine it is' },
  { name: 'batch', scope: 'review', keys: ['b'], does: 'accept alike records together, after a preview' },
  { name: 'history', scope: 'review', keys: ['y'], does: 'history of the field' },
  { name: 'undo', scope: 'review', keys: ['z'], does: 'undo the last decision, as often as you like' },
  { name: 'next-mark', scope: 'reader', keys: ['j', 'ArrowDown'], does: 'next value and its words' },
  { name: 'previous-mark', scope: 'reader', keys: ['k', 'ArrowUp'], does: 'value before and its words' },
  { name: 'edit-value', scope: 'reader', keys: ['e'], does: 'set the value, from the selected words if there are any' },
  { name: 'next-row', scope: 'list', keys: ['j'], does: 'next incident' },
  { name: 'previous-row', scope: 'list', keys: ['k'], does: 'incident before' },
];

/** Names of actions and their keys; nothing else. */
export type Keymap = Record<string, string[]>;

/** Keys that a browser, a system or a text field needs. */
const TAKEN = new Set(['Tab', 'Enter', 'Escape', ' ', 'Backspace', 'Delete', 'F1', 'F3', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12', "'"]);

/** Digits pick candidates on the review page. */
const DIGIT = /^[0-9]$/;

export const standard = (): Keymap => Object.fromEntries(ACTIONS.map((a) => [a.name, [...a.keys]]));

/** What is wrong with a keymap, in sentences; empty when nothing is. */
export function clashes(keymap: Keymap): string[] {
  const found: string[] = [];
  for (const name of Object.keys(keymap)) {
    if (!ACTIONS.some((a) => a.name === name)) found.push(`“${name}” is no action`);
  }
  for (const action of ACTIONS) {
    for (const key of keymap[action.name] ?? []) {
      if (TAKEN.has(key) || key.includes('+')) found.push(`${key} for “${action.name}” is a key of the browser or system`);
      else if (DIGIT.test(key)) found.push(`${key} for “${action.name}” is a digit, which picks a candidate`);
      else if (key.length !== 1 && !key.startsWith('Arrow') && key !== 'Home' && key !== 'End') found.push(`${key} for “${action.name}” is no key`);
    }
  }
  for (const [i, one] of ACTIONS.entries()) {
    for (const other of ACTIONS.slice(i + 1)) {
      const both = one.scope === other.scope || one.scope === 'everywhere' || other.scope === 'everywhere';
      if (!both) continue;
      for (const key of keymap[one.name] ?? []) {
        if (keymap[other.name]?.includes(key)) found.push(`${key} is both “${one.name}” and “${other.name}”`);
      }
    }
  }
  return found;
}

/** Reads a keymap file: `{"accept": ["a"], …}`; what it leaves out keeps its standard keys. */
export function parse(text: string): Keymap {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('a keymap is an object: {"accept": ["a"]}');
  const keymap = standard();
  for (const [name, keys] of Object.entries(value)) {
    const list = typeof keys === 'string' ? [keys] : keys;
    if (!Array.isArray(list) || !list.every((k): k is string => typeof k === 'string')) throw new Error(`“${name}” needs a list of keys`);
    keymap[name] = list;
  }
  const wrong = clashes(keymap);
  if (wrong.length) throw new Error(wrong.join('; '));
  return keymap;
}

/** The action a key means on a page. */
export function meaning(keymap: Keymap, key: string, scopes: readonly Scope[]): string | null {
  const found = ACTIONS.find((a) => (a.scope === 'everywhere' || scopes.includes(a.scope)) && keymap[a.name]?.includes(key));
  return found?.name ?? null;
}
