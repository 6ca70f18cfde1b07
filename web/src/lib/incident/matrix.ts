// The contradiction matrix: what each account says of each property.
//
// Owns: the columns (independent accounts in the order of time, copies folded into what they copy), the rows, which
// neighbouring cells are one. In: a linked incident and the reports of its accounts. Out: rows of cells. Refuses: to
// call a difference a conflict; only the book does that.
import type { Account, IncidentRecord, IncidentView, Linked } from '../api/types';
import { count, plain, range } from '../words/phrase';

export interface Column {
  /** Position in `linked.accounts`. */
  account: number;
  /** Positions of accounts that print it again. */
  copies: number[];
}
export interface Cell {
  text: string;
  /** How many columns it covers. */
  span: number;
  /** Positions of the accounts it speaks for. */
  accounts: number[];
  /** Which of the row's values it is, from 0; -1 where the account is silent. */
  value: number;
}
export interface Line {
  property: string;
  /** What to ask of `explain`. */
  field: string;
  cells: Cell[];
  /** Values exclude each other, says the book. */
  conflict: boolean;
  /** More than one value is told. */
  differs: boolean;
}

const undated = '9999';
/** Independent accounts in the order in which they were published. */
export function columns(accounts: Account[]): Column[] {
  /** The account that is not itself a copy; a chain of copies ends at its first link. */
  const original = (at: number): number => {
    const seen = new Set<number>();
    let here = at;
    for (let next = accounts[here]?.copy_of; next != null && accounts[next] && !seen.has(here); next = accounts[here]?.copy_of) {
      seen.add(here);
      here = next;
    }
    return here;
  };
  const found = new Map<number, Column>();
  accounts.forEach((_, at) => {
    const first = original(at);
    const column = found.get(first) ?? { account: first, copies: [] };
    if (at !== first) column.copies.push(at);
    found.set(first, column);
  });
  const when = (c: Column) => accounts[c.account]?.published ?? undated;
  return [...found.values()].sort((a, b) => when(a).localeCompare(when(b)) || a.account - b.account);
}

/** Lays the values of one property over the columns; neighbours that agree become one cell. */
export function joined(cols: Column[], values: { text: string; accounts: number[] }[]): Cell[] {
  const cells: Cell[] = [];
  for (const column of cols) {
    const own = [column.account, ...column.copies];
    let value = values.findIndex((v) => v.accounts.includes(column.account));
    if (value < 0) value = values.findIndex((v) => v.accounts.some((a) => own.includes(a)));
    const last = cells.at(-1);
    if (last && last.value === value) {
      last.span += 1;
      last.accounts.push(column.account);
    } else {
      cells.push({ text: values[value]?.text ?? '', span: 1, accounts: [column.account], value });
    }
  }
  return cells;
}

const list = (texts: (string | null)[]): string => [...new Set(texts.filter(Boolean))].join('; ');
/** Properties the book's own matrix has no row for, from the reports. */
const MORE: { property: string; field: string; of: (r: IncidentRecord) => string }[] = [
  { property: 'who', field: 'perpetrators', of: (r) => list(r.perpetrators.map((p) => `${p.name} (${plain(p.basis)})`)) },
  { property: 'weapon', field: 'weapons', of: (r) => list(r.weapons.map((w) => plain(w.kind))) },
  { property: 'struck', field: 'targets', of: (r) => list(r.targets.map((t) => t.text)) },
  { property: 'damage', field: 'outcome.damage', of: (r) => plain(r.outcome.damage) },
];
const FIELDS: Record<string, string> = {
  type: 'type', when: 'date', where: 'places', killed: 'outcome.killed', injured: 'outcome.injured',
};
const WANTED = ['type', 'who', 'where', 'when', 'weapon', 'struck', 'damage', 'killed', 'injured'];
const FROM_REPORT: Record<string, (r: IncidentRecord) => string> = {
  when: (r) => (r.date ? range(r.date) : ''),
  killed: (r) => count(r.outcome.killed),
  injured: (r) => count(r.outcome.injured),
};

/** The whole matrix. */
export function matrix(linked: Linked, reports: IncidentView[]): Line[] {
  const cols = columns(linked.accounts);
  const lines: Line[] = linked.matrix.map((row) => ({
    property: row.property,
    field: FIELDS[row.property] ?? row.property,
    cells: joined(cols, row.values.map((v) => ({ ...v, text: FROM_REPORT[row.property] ? v.text : plain(v.text) }))),
    conflict: row.conflict,
    differs: row.values.length > 1,
  }));
  for (const { property, field, of } of MORE) {
    const values: { text: string; accounts: number[] }[] = [];
    reports.forEach((report, at) => {
      const text = of(report.record);
      if (!text) return;
      const known = values.find((v) => v.text.toLowerCase() === text.toLowerCase());
      if (known) known.accounts.push(at);
      else values.push({ text, accounts: [at] });
    });
    if (values.length) lines.push({ property, field, cells: joined(cols, values), conflict: false, differs: values.length > 1 });
  }
  const rank = (line: Line) => (WANTED.indexOf(line.property) + WANTED.length + 1) % (WANTED.length + 1);
  return lines.sort((a, b) => rank(a) - rank(b));
}
