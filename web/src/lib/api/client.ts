// Asks the server.
//
// Owns: addresses of the API, the cache by ETag, the token of writing. In: a path and parameters. Out: typed answers.
// Refuses: an answer that is an error; it becomes a `Problem` with words for people, and whoever must sign in is told so.
import type {
  ActorRow, ArticlePage, ArticleRow, Book, ClaimRow, Decided, ExportFormat, ExportPreview, Explanation, Facets,
  IncidentView, Linked, LinkReason, LogRow, MapAnswer, Page, PlacesAnswer, PublicFeature, PublisherRow, Queue, RelationRow, Ruling,
  SearchAnswer, TallyRow, Timeline, User, Words,
} from './types';

export type Query = Record<string, string | number | boolean | string[] | null | undefined>;

/** An error as the server words it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

/** Parameters as an address has them: lists repeat their name, nothing is left out but nothing. */
export function search(query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [String(value)]) parts.append(name, one);
  }
  const text = parts.toString();
  return text ? `?${text}` : '';
}

interface Kept { etag: string; body: unknown }
const kept = new Map<string, Kept>();
/** Answers kept in memory to be asked for again by ETag; the oldest goes first. */
const KEEP = 200;
let token: string | null = null;
let turnedAway: (problem: Problem) => void = () => {};

/** Calls `then` whenever an answer says that nobody is signed in. */
export function onTurnedAway(then: (problem: Problem) => void) {
  turnedAway = then;
}

async function problem(answer: Response, signing = false): Promise<Problem> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const detail = typeof body.detail === 'string' ? body.detail : `the server answered ${answer.status}`;
  const found = new Problem(answer.status, typeof body.code === 'string' ? body.code : 'unknown', detail, body);
  if (answer.status === 401 && !signing) turnedAway(found);
  return found;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'unreachable', 'the server does not answer; is `claimbook serve` still running?');
  }
}

/** Gets JSON; an answer that has not changed since comes from memory. */
export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const address = path + search(query);
  const known = kept.get(address);
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (known) headers['If-None-Match'] = known.etag;
  const answer = await reach(address, { headers, cache: 'no-store', ...(signal ? { signal } : {}) });
  if (answer.status === 304 && known) return known.body as T;
  if (!answer.ok) throw await problem(answer);
  const body = (await answer.json()) as T;
  const etag = answer.headers.get('ETag');
  if (etag) {
    kept.delete(address);
    kept.set(address, { etag, body });
    const oldest = kept.keys().next().value;
    if (kept.size > KEEP && oldest !== undefined) kept.delete(oldest);
  }
  return body;
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const send = () => {
    const headers: Record<string, string> = { 'Content-Type': 'application/json', Accept: 'application/json' };
    if (token) headers['X-Claimbook-Token'] = token;
    return reach(path, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  let answer = await send();
  if (answer.status === 403) {
    // The server may have been started anew, or another session begun, with another token.
    const before = token;
    await api.book();
    if (token !== before) answer = await send();
  }
  if (!answer.ok) throw await problem(answer);
  return (await answer.json()) as T;
}

const id = encodeURIComponent;

/** What can be asked. */
export const api = {
  async book(): Promise<Book> {
    const book = await get<Book>('/api');
    token = book.token;
    return book;
  },
  /** Signs in; a wrong password is an answer like others. */
  async signIn(name: string, password: string): Promise<void> {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    const answer = await reach('/api/session', { method: 'POST', headers, body: JSON.stringify({ name, password }) });
    if (!answer.ok) throw await problem(answer, true);
    kept.clear();
  },
  async signOut(): Promise<void> {
    await post('/api/session/end', {});
    kept.clear();
    token = null;
  },
  users: () => get<{ items: User[] }>('/api/users'),
  published: () => get<{ features: PublicFeature[] }>('/api/public/incidents', { as: 'geojson' }),
  words: () => get<Words>('/api/words'),
  incident: (i: string) => get<IncidentView>(`/api/incidents/${id(i)}`),
  explain: (i: string, field?: string) => get<Explanation>(`/api/incidents/${id(i)}/explain`, { field }),
  linkedList: (q: Query, s?: AbortSignal) => get<Page<Linked>>('/api/linked', q, s),
  linked: (i: string) => get<Linked>(`/api/linked/${id(i)}`),
  reports: (i: string) => get<{ items: IncidentView[] }>(`/api/linked/${id(i)}/reports`),
  facets: (q: Query, s?: AbortSignal) => get<Facets>('/api/facets', q, s),
  timeline: (q: Query, s?: AbortSignal) => get<Timeline>('/api/timeline', q, s),
  map: (q: Query, s?: AbortSignal) => get<MapAnswer>('/api/map', q, s),
  articles: (q: Query) => get<Page<ArticleRow>>('/api/articles', q),
  article: (i: string) => get<ArticlePage>(`/api/articles/${id(i)}`),
  claims: (q: Query) => get<Page<ClaimRow>>('/api/claims', q),
  tallies: (q: Query) => get<Page<TallyRow>>('/api/tallies', q),
  actors: (q: Query) => get<Page<ActorRow>>('/api/actors', q),
  relations: (q: Query) => get<Page<RelationRow>>('/api/relations', q),
  publishers: () => get<Page<PublisherRow>>('/api/publishers'),
  judgements: (q: Query) => get<Page<LinkReason>>('/api/judgements', q),
  queue: (q: Query) => get<Queue>('/api/review', q),
  decisions: (q: Query) => get<Page<Decided>>('/api/decisions', q),
  adrift: (q: Query = {}) => get<Page<Decided & { lost: string[] }>>('/api/adrift', q),
  log: (q: Query) => get<Page<LogRow>>('/api/log', q),
  entry: (seq: number) => get<LogRow>(`/api/log/${seq}`),
  exports: () => get<{ items: ExportFormat[] }>('/api/exports'),
  preview: (format: string, q: Query) => get<ExportPreview>(`/api/exports/${id(format)}`, { ...q, preview: true }),
  /** A file of an export, as text. */
  async exported(format: string, q: Query): Promise<string> {
    const answer = await reach(`/api/exports/${id(format)}${search(q)}`, {});
    if (!answer.ok) throw await problem(answer);
    return answer.text();
  },
  search: (q: string, s?: AbortSignal) => get<SearchAnswer>('/api/search', { q, limit: 6 }, s),
  places: (q: string, s?: AbortSignal) => get<PlacesAnswer>('/api/places', { q }, s),
  decide: (ruling: Ruling) => post<Decided>('/api/decisions', ruling),
  undo: (entry: number, reason: string | null = null) => post<Decided>('/api/undo', { entry, reason }),
};

/** Calls `moved` whenever the head of the book is another; gives a function that stops it. */
export function watch(moved: (seq: number) => void): () => void {
  const events = new EventSource('/api/events');
  // A stream that was cut off begins anew by itself; one that is refused does not, and the book says why.
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) void api.book().catch(() => {});
  });
  events.addEventListener('head', (event) => moved((JSON.parse(event.data as string) as { seq: number }).seq));
  return () => events.close();
}
