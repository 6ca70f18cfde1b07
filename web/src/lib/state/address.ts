// The state of the overview and its address are the same thing.
//
// Owns: which parts a selection has, how each stands in the address, what of it is a filter of the API. In: a query
// string, or a selection. Out: the other. Refuses: parts that mean nothing; they are left out, and `mistakes` says which.
import type { Query } from '../api/client';

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];
export interface Camera { lat: number; lon: number; zoom: number }

/** What the overview shows. Lists are joined by "or", parts by "and"; an empty part asks nothing. */
export interface Selection {
  from: string; to: string;
  type: string[]; stage: string[]; standing: string[]; review: string[]; country: string[]; publisher: string[];
  actor: string[]; actor_role: string; place: string[]; text: string;
  undated: boolean; several: boolean; conflicts: boolean;
  bbox: Box | null;
  /** Where the map looks. */
  at: Camera | null;
  /** The incident that is picked out. */
  on: string;
}

export const LISTS = ['type', 'stage', 'standing', 'review', 'country', 'publisher', 'actor', 'place'] as const;
export type ListName = (typeof LISTS)[number];
const FLAGS = ['undated', 'several', 'conflicts'] as const;

export const nothing = (): Selection => ({
  from: '', to: '', type: [], stage: [], standing: [], review: [], country: [], publisher: [], actor: [],
  actor_role: '', place: [], text: '', undated: false, several: false, conflicts: false, bbox: null, at: null, on: '',
});

const DAY = /^-?\d{4}(-\d\d(-\d\d)?)?$/;
const ROLES = ['perpetrator', 'target', 'speaker'];

function numbers(text: string | null, n: number): number[] | null {
  if (!text) return null;
  const parts = text.split(',').map(Number);
  return parts.length === n && parts.every((p) => Number.isFinite(p)) ? parts : null;
}

/** Reads an address: `from=2024-03&type=bombing&type=arson`. */
export function read(query: string): Selection {
  const params = new URLSearchParams(query);
  const s = nothing();
  for (const name of LISTS) s[name] = [...new Set(params.getAll(name).filter(Boolean))];
  for (const name of FLAGS) s[name] = params.get(name) === 'true';
  for (const name of ['from', 'to'] as const) {
    const value = params.get(name) ?? '';
    if (DAY.test(value)) s[name] = value;
  }
  s.text = params.get('text') ?? '';
  s.on = params.get('on') ?? '';
  const role = params.get('actor_role') ?? '';
  if (ROLES.includes(role)) s.actor_role = role;
  const box = numbers(params.get('bbox'), 4);
  if (box && box[0]! < box[2]! && box[1]! < box[3]!) s.bbox = box as Box;
  const at = numbers(params.get('at'), 3);
  if (at && Math.abs(at[0]!) <= 90 && Math.abs(at[1]!) <= 180 && at[2]! >= 0 && at[2]! <= 22) {
    s.at = { lat: at[0]!, lon: at[1]!, zoom: at[2]! };
  }
  return s;
}

/** A part of an address that filters nothing, and what to do about it. */
export interface Mistake { name: string; value: string; why: string }

const FORMS: Partial<Record<keyof Selection, string>> = {
  from: 'is no day: write 2024-03-05, 2024-03 or 2024', to: 'is no day: write 2024-03-05, 2024-03 or 2024',
  bbox: 'is no box: write west,south,east,north in degrees', at: 'is no place to look at: write latitude,longitude,zoom',
  actor_role: `is none of: ${ROLES.join(', ')}`,
};

/** What of an address is no filter, though it stands there. `more` are names that mean something else on the page. */
export function mistakes(query: string, more: string[] = []): Mistake[] {
  const selection = read(query);
  const found: Mistake[] = [];
  for (const [name, value] of new URLSearchParams(query)) {
    if (!value || more.includes(name)) continue;
    const add = (why: string) => found.push({ name, value, why });
    if (!(name in selection)) add('is no filter of this page');
    else if ((FLAGS as readonly string[]).includes(name)) {
      if (value !== 'true' && value !== 'false') add('is neither true nor false');
    } else {
      const form = FORMS[name as keyof Selection];
      const part = selection[name as keyof Selection];
      if (form && (part === '' || part === null)) add(form);
    }
  }
  if (selection.actor_role && !selection.actor.length) found.push({ name: 'actor_role', value: selection.actor_role, why: 'needs an actor' });
  return found;
}

/** An address without a part of it. */
export function without(query: string, name: string): string {
  const params = new URLSearchParams(query);
  params.delete(name);
  return params.toString();
}

const round = (n: number, digits: number) => Number(n.toFixed(digits));

/** Writes an address, always in the same order, so that equal states have equal addresses. */
export function write(s: Selection): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter(s))) {
    for (const one of Array.isArray(value) ? value : [String(value)]) params.append(name, one);
  }
  if (s.at) params.set('at', [round(s.at.lat, 3), round(s.at.lon, 3), round(s.at.zoom, 2)].join(','));
  if (s.on) params.set('on', s.on);
  // Commas and colons may stand in a query as they are.
  return params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** What of a selection is a filter of the API; the parameters have the same names there. */
export function filter(s: Selection): Query {
  const query: Query = {};
  if (s.from) query.from = s.from;
  if (s.to) query.to = s.to;
  for (const name of LISTS) if (s[name].length) query[name] = [...s[name]].sort();
  if (s.actor_role && s.actor.length) query.actor_role = s.actor_role;
  if (s.text) query.text = s.text;
  if (s.bbox) query.bbox = s.bbox.map((n) => round(n, 3)).join(',');
  for (const name of FLAGS) if (s[name]) query[name] = true;
  return query;
}

/** The filter without what only lists of linked incidents know. */
export function reportFilter(s: Selection): Query {
  const { several: _, conflicts: __, ...query } = filter(s);
  return query;
}

/** Whether anything is filtered at all. */
export const filtered = (s: Selection): boolean => Object.keys(filter(s)).length > 0;

/** Adds a value to a list, or takes it out. */
export function toggled(list: string[], value: string): string[] {
  return list.includes(value) ? list.filter((v) => v !== value) : [...list, value];
}
