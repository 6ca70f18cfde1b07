// Words for people.
//
// Owns: how closed words, counts, days and names are spoken. In: values of the API. Out: plain text. Refuses: judging;
// what is claimed is called claimed.
import type { Count, DateRange, Decided, Linked, Standing, State, View } from '../api/types';

/** "drone_attack" → "drone attack" */
export const plain = (word: string | null | undefined): string => (word ?? '').replaceAll('_', ' ');
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** "inc_1f0c22ab9d3e4410" → "inc_1f0c22ab" */
export const short = (id: string): string => id.slice(0, 12);

/** A standing: the word, and the shape that stands for it on maps and in lists. */
export const STANDINGS: Record<Standing, { word: string; mark: string; means: string }> = {
  confirmed: { word: 'confirmed', mark: '●', means: 'somebody with knowledge of their own says so' },
  reported: { word: 'reported', mark: '◆', means: 'told by articles, neither confirmed nor denied' },
  claimed_only: { word: 'claimed only', mark: '▲', means: 'nobody but those who claim it says so' },
  contested: { word: 'contested', mark: '◐', means: 'claimed or confirmed, and denied' },
  denied: { word: 'denied', mark: '✕', means: 'denied, and nobody claims or confirms it' },
};
export const ORDER: Standing[] = ['confirmed', 'reported', 'claimed_only', 'contested', 'denied'];

export const STATES: Record<State, string> = {
  rejected: 'rejected by a person', unreviewed: 'unreviewed machine output', reviewed: 'reviewed by a person',
  approved: 'approved', published: 'published',
};

export const VIEWS: Record<View, string> = {
  accepted: 'as accepted by us', claimed: 'as claimed', accused: 'as accused', told: 'as the articles say',
  denied: 'as denied',
};

/** What a speech act is called beside somebody's name, in capitals on marks. */
const ACTS: Record<string, string> = {
  claims_responsibility: 'claims responsibility', confirms: 'confirms', denies: 'denies', accuses: 'accuses',
  reports: 'reports', threatens: 'threatens', estimates: 'estimates', retracts: 'retracts',
};
export const act = (word: string): string => ACTS[word] ?? plain(word);
const MODES: Record<string, string> = {
  claims_responsibility: 'CLAIMED', confirms: 'CONFIRMED BY', denies: 'DENIED', accuses: 'ATTRIBUTED BY',
  reports: 'REPORTED', threatens: 'THREATENED', estimates: 'ESTIMATED', retracts: 'RETRACTED',
};
export const mode = (word: string): string => MODES[word] ?? plain(word).toUpperCase();

/** "at least 2", "2 to 4", "up to 5", "none" for exactly nobody, "" where nothing is told. */
export function count(value: Count | null | undefined): string {
  if (!value) return '';
  const { min, max, qualifier } = value;
  if (min == null && max == null) return qualifier === 'vague' ? 'some' : '';
  if (min != null && max != null) {
    if (min !== max) return `${min} to ${max}`;
    return qualifier === 'about' ? `about ${min}` : String(min);
  }
  if (min != null) return `${qualifier === 'more_than' ? 'more than' : 'at least'} ${min}`;
  return `up to ${max}`;
}

/** A count in the form that corrections take. */
export function typedCount(value: Count | null | undefined): string {
  if (!value || (value.min == null && value.max == null)) return 'unknown';
  const { min, max } = value;
  if (min != null && max != null) return min === max ? String(min) : `${min}-${max}`;
  return min != null ? `at least ${min}` : `up to ${max}`;
}

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** "2024-03-05" → "5 Mar 2024"; what is no day stays as it is. */
export function day(value: string | null | undefined): string {
  if (!value) return 'day not told';
  const [, y, m, d] = /^(-?\d{4})-(\d\d)-(\d\d)/.exec(value) ?? [];
  return y && m && d ? `${Number(d)} ${MONTHS[Number(m) - 1] ?? m} ${y}` : value;
}
export function days(first: string | null | undefined, last: string | null | undefined): string {
  if (!first && !last) return 'day not told';
  if (first === last) return day(first);
  if (!first) return `until ${day(last)}`;
  if (!last) return `from ${day(first)}`;
  return `${day(first)} to ${day(last)}`;
}
export const range = (d: DateRange | null): string => (d ? days(d.earliest, d.latest) : 'day not told');
/** "2024-03-06T08:15:00Z" → "2024-03-06 08:15" */
export const moment = (at: string): string => at.slice(0, 16).replace('T', ' ');

/** "1 account", "3 accounts" */
export const many = (n: number, one: string, more = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : more}`;

/** "AQ" → "Antarctica", where the browser knows. */
const regions = typeof Intl.DisplayNames === 'function' ? new Intl.DisplayNames(['en'], { type: 'region' }) : null;
export function country(code: string | null | undefined): string {
  if (!code) return '';
  try {
    return regions?.of(code) ?? code;
  } catch {
    return code;
  }
}
const languages = typeof Intl.DisplayNames === 'function' ? new Intl.DisplayNames(['en'], { type: 'language' }) : null;
export function language(code: string): string {
  try {
    return languages?.of(code) ?? code;
  } catch {
    return code;
  }
}

/** What somebody decided: "killed set to 3" */
export function decision(d: Decided): string {
  switch (d.act) {
    case 'accept': return 'accepted the record as it stands';
    case 'reject': return 'rejected: no incident, or not as told';
    case 'approve': return 'approved for publication';
    case 'publish': return 'published';
    case 'correct': return `set ${plain(d.property)} to “${d.value}”`;
    case 'same': return 'one incident';
    case 'different': return 'different incidents';
    case 'part_of': case 'part-of': return 'one of the acts that the other tells';
    case 'duplicate': return 'a copy of the other account';
    case 'grade_publisher': case 'grade-publisher': return `graded ${d.publisher} ${d.grade}`;
    case 'grade_information': case 'grade': return `graded the information ${d.grade}`;
    case 'mask': return `withheld the name “${d.name}”`;
    case 'note': return 'noted';
    case 'undo': return `took back entry ${d.undoes}`;
    default: return plain(d.act);
  }
}

/** One sentence that says where an incident stands. */
export function standingSentence(incident: Linked): string {
  const { word } = STANDINGS[incident.standing.standing];
  const copies = incident.accounts.length - incident.independent;
  const told = `${many(incident.accounts.length, 'account')}${copies > 0 ? `, ${incident.independent} independent` : ''}`;
  return `${sentence(word)}: ${incident.standing.reason} (${told}).`;
}

/** The numbers of accounts, as columns and lists show them: "[1] [3]". */
export const numbers = (accounts: number[]) => accounts.map((n) => `[${n + 1}]`).join(' ');
