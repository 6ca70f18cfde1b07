// The colours of the tokens, for what is drawn without CSS.
import type { Standing } from '../api/types';
import { ORDER } from '../words/phrase';

export interface Palette {
  sea: string; land: string; border: string; ink: string; quiet: string; sheet: string; accent: string; line: string;
  standing: Record<Standing, string>;
}

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    sea: of('sea'), land: of('land'), border: of('border'), ink: of('ink'), quiet: of('ink-2'), sheet: of('sheet'),
    accent: of('accent'), line: of('line'),
    standing: Object.fromEntries(ORDER.map((s) => [s, of(s.replace('_', '-'))])) as Record<Standing, string>,
  };
}

/** Calls `changed` when light turns to dark or back. */
export function onScheme(changed: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}
