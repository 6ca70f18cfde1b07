// The keyboard.
//
// Owns: the keymap in force (kept in the browser), who listens. In: key presses. Out: calls of the page's handlers.
// Refuses: keys with a modifier, and keys typed into a field.
import { meaning, parse, standard, type Keymap, type Scope } from './keymap';

const STORE = 'claimbook.keymap';
type Handlers = Record<string, () => void>;
interface Listener { scopes: Scope[]; handlers: Handlers; digit: ((n: number) => void) | undefined }

function stored(): Keymap {
  try {
    const text = localStorage.getItem(STORE);
    return text ? parse(text) : standard();
  } catch {
    return standard();
  }
}

class Keys {
  map = $state<Keymap>(stored());
  /** Pages that listen, the last one first to be asked. */
  #listeners: Listener[] = [];

  constructor() {
    document.addEventListener('keydown', (event) => this.#press(event));
  }

  /** Listens for the actions of a page until the returned function is called. */
  listen(scopes: Scope[], handlers: Handlers, digit?: (n: number) => void): () => void {
    const listener = { scopes, handlers, digit };
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((l) => l !== listener);
    };
  }

  /** Takes a keymap file; throws with what is wrong. */
  load(text: string) {
    const keymap = parse(text);
    localStorage.setItem(STORE, JSON.stringify(keymap));
    this.map = keymap;
  }

  reset() {
    localStorage.removeItem(STORE);
    this.map = standard();
  }

  /** The keys of an action as one reads them. */
  shown(action: string): string {
    const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→' };
    return (this.map[action] ?? []).map((k) => names[k] ?? k).join(' ');
  }

  #press(event: KeyboardEvent) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target as HTMLElement;
    if (at.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"], dialog[open]')) return;
    // Arrows belong to what has the focus when that moves by them.
    if (event.key.startsWith('Arrow') && at.closest('[role="application"], [role="slider"], [role="radiogroup"], .maplibregl-map')) return;
    for (const listener of [...this.#listeners].reverse()) {
      const action = meaning(this.map, event.key, listener.scopes);
      const handler = action ? listener.handlers[action] : undefined;
      if (handler) {
        event.preventDefault();
        handler();
        return;
      }
      if (listener.digit && /^[0-9]$/.test(event.key)) {
        event.preventDefault();
        listener.digit(Number(event.key));
        return;
      }
    }
  }
}

export const keys = new Keys();
