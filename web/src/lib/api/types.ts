// What the API sends. The shapes are those of `claimbook … --json`; `null` stands where nothing is told.

export type Standing = 'claimed_only' | 'reported' | 'confirmed' | 'contested' | 'denied';
export type State = 'rejected' | 'unreviewed' | 'reviewed' | 'approved' | 'published';
export type View = 'accepted' | 'claimed' | 'accused' | 'told' | 'denied';
export type QueueKind =
  | 'annotators' | 'merge' | 'type' | 'doer' | 'place' | 'date' | 'number' | 'tally' | 'record' | 'approve' | 'publish';

/** Half-open range of Unicode code points of an article's body, with its words. */
export interface Quote { start: number; end: number; text: string }
export interface Count { min?: number | null; max?: number | null; qualifier?: string | null }
export interface Party { name: string; actor: string | null }
export interface Judged { standing: Standing; reason: string; claims: string[] }
export interface Published { value: string; basis: string }
export interface Engine { version: string; codebook: string; model: string | null }
export interface Page<T> { items: T[]; total: number | null; next: string | null }

export interface ArticleRow {
  id: string; seq: number; input: string; publisher: string | null; domain: string | null; url: string | null;
  headline: string | null; published: string | null; language: string; capture: string | null;
  withdrawn: number | null; also: string[]; incidents?: number;
}

export interface DateRange { earliest: string | null; latest: string | null; precision: string; evidence: Quote[] }
export interface Place {
  name: string; country: string | null; administered_by: string | null; admin1: string | null; within: string[];
  feature: string | null; lat: number | null; lon: number | null; gazetteer_id: string | null; level: string;
  role: string; evidence: Quote[]; x_reason?: string;
}
export interface Perpetrator {
  name: string; actor: string | null; text: string | null; kind: string; category: string | null; basis: string;
  evidence: Quote[];
}
export interface Target {
  text: string; class: string; kind: string | null; name: string | null; description: string | null;
  actor: string | null; nationality: string | null; count: Count | null; effects: string[]; evidence: Quote[];
}
export interface Weapon {
  text: string | null; kind: string; name: string | null; used: boolean | null; count: Count | null; evidence: Quote[];
}
export interface Outcome {
  killed: Count | null; injured: Count | null; damage: string | null; intercepted: boolean | null; evidence: Quote[];
}
export interface IncidentRecord {
  id: string; type: string; types_also: string[]; stage: string; aggregate: boolean; count: Count | null;
  background: boolean; date: DateRange | null; places: Place[]; perpetrators: Perpetrator[]; targets: Target[];
  weapons: Weapon[]; outcome: Outcome; evidence: Quote[]; references: Quote[]; motives: Quote[]; confidence: number;
}
export interface Speaker { name: string; actor: string | null; kind: string }
export interface Claim {
  id: string; speaker: Speaker; via: Party[]; act: string; about: string | null; property: string | null;
  firmness: string; date: DateRange | null; channel: string | null; evidence: Quote[];
}
export interface ActorRecord {
  id: string; name: string; register_id: string | null; kind: string; collective: boolean; aliases: string[];
  mentions: Quote[];
}
export interface Corrected {
  property: string; was: string; now: string; by: string; at: string; reason: string | null; entry: number;
}
export interface ReviewOf {
  state: State; corrected: Corrected[]; masked: string[]; information: number | null; decisions: number[];
  published: string | null;
}
/** One incident as one article tells it. */
export interface IncidentView {
  id: string; standing: Judged; article: ArticleRow; published: Published | null; engine: Engine; report: number;
  record: IncidentRecord; claims: Claim[]; actors: ActorRecord[]; decided?: ReviewOf;
}

export interface WordsInSentence { quote: Quote; sentence: Quote }
export interface ClaimLink {
  id: string; speaker: Speaker; via: Party[]; act: string; property: string | null; firmness: string;
  date: DateRange | null; channel: string | null; words: WordsInSentence[];
}
export interface FieldExplanation {
  field: string; value: string; reason: string | null; words: WordsInSentence[]; claims: ClaimLink[];
  corrected: Corrected[];
}
export interface EntryLink { seq: number; at: string; hash: string }
export interface Explanation {
  incident: string; standing: Judged; fields: FieldExplanation[]; article: ArticleRow; published: Published | null;
  engine: Engine; article_entry: EntryLink; report_entry: EntryLink;
}

export interface Account {
  article: string; input: string; also: string[]; local: string; report: string; publisher: string | null;
  published: string | null; follow_up: boolean; copy_of: number | null; state: State; reliability: string | null;
  credibility: number | null;
}
export interface MatrixRow { property: string; values: { text: string; accounts: number[] }[]; conflict: boolean }
export interface LadderStep {
  day: string | null; speaker: string; act: string; property: string | null; via: string[]; words: string;
  accounts: number[];
}
export interface Attribution {
  view: View; name: string; register_id: string | null; by: string[]; accounts: number[];
}
export interface Tie {
  subject: string; type: string; object: string; since: string | null; until: string | null; words: string;
  told: string | null; accounts: number[];
}
export interface Reason { feature: string; value: number; weight: number }
export interface LinkReason { between: [string, string]; verdict: string; probability: number; reasons: Reason[] }
/** An incident over all articles that tell it. */
export interface Linked {
  id: string; standing: Judged; accounts: Account[]; independent: number;
  merged: {
    date: [string | null, string | null] | null; killed: Count | null; injured: Count | null; places: string[];
  };
  matrix: MatrixRow[]; ladder: LadderStep[]; attributions: Attribution[]; ties: Tie[]; judgements: LinkReason[];
  state: State; published: string | null; part_of: string[]; parts: string[]; decisions: Decided[];
  life: { sentence: string; first: { speaker: string; step: number; basis: 'known' | 'told' } | null; turns: Turn[] };
  links: Link[];
}
/** What a step of the ladder is to those before it. */
export interface Turn { step: number; turn: string; of: string | null }
export interface LinkEnd { report: string; incident: string }
/** What one incident is to another, with the words it rests on. */
export interface Link {
  kind: string; from: LinkEnd; to: LinkEnd; words: { article: string; text: string }[]; reason: string; decided?: number;
}

export interface Anchor { incident: string; article: string; type: string; quotes: Quote[] }
export interface Decided {
  entry: number; at: string; by: string; act: string; subjects: Anchor[]; reason: string | null;
  evidence: { article: string; quote: Quote }[]; undone: number | null; shown?: string | null; others?: number;
  property?: string; value?: string; publisher?: string; grade?: string | number; name?: string; undoes?: number;
}
/** What typed words for a place may mean; `plain` where the first is meant without a question. */
export interface PlacesAnswer { q: string; plain: boolean; total: number; items: Place[] }
/** What `POST /api/decisions` takes. */
export interface Ruling {
  act: string; subjects?: string[]; linked?: boolean; property?: string; value?: string; reason?: string | null;
  words?: string[]; shown?: string; publisher?: string; grade?: string | number; name?: string;
}

export interface Mark {
  start: number; end: number; role: string; key: string; title: string; incident: string | null; claim: string | null;
}
export interface TallyRecord {
  text: string; what: string; count: Count | null; since: string | null; until: string | null; speaker: Party | null;
  by: Party | null; against: Party | null; place: string | null; about: string | null; evidence: Quote[];
}
export interface RelationRecord {
  subject: Party; type: string; object: Party; since: string | null; until: string | null; speaker: Party | null;
  evidence: Quote[];
}
export interface Report {
  claims: Claim[]; tallies: TallyRecord[]; actors: ActorRecord[]; relations: RelationRecord[];
  warnings: { kind: string; message: string; evidence: Quote[] }[];
}
export interface ArticlePage {
  row: ArticleRow;
  record: {
    id: string; input: string; publisher: { name: string; domain: string | null } | null; url: string | null;
    headline: string | null; bylines: string[]; published: Published | null; language: string; body: string;
    clutter: Quote[]; x_capture?: string | null;
  };
  reports: { id: string; seq: number; article: string; engine: Engine; current: boolean; withdrawn: number | null }[];
  incidents: string[]; told: IncidentView[]; report: Report | null; unsure: IncidentRecord[]; unsure_claims: Claim[];
  marks: Mark[]; direction: 'ltr' | 'rtl';
}

export interface ClaimRow { incident: string | null; article: ArticleRow; report: number; claim: Claim }
export interface Gap { kind: string; text: string; incidents: string[] }
export interface TallyRow {
  incident: string | null; article: ArticleRow; report: number; tally: TallyRecord; own?: Count;
  incidents?: string[]; gap?: Gap[];
}
export interface ActorRow {
  key: string; register_id: string | null; name: string; kind: string; names: string[]; articles: number;
  as_perpetrator: number; as_target: number; as_speaker: number;
}
export interface RelationRow {
  article: ArticleRow; report: number; relation: RelationRecord; subject_key: string; object_key: string;
}
export interface PublisherRow {
  name: string; domain: string | null; articles: number; grade: string | null; graded_by: string | null;
  entry: number | null;
}

export interface FacetValue { value: string; label?: string; count: number }
export interface Facets { total: number; facets: Record<string, FacetValue[]> }
export interface Bin { from: string; to: string; count: number; standing: Partial<Record<Standing, number>> }
export interface Timeline { step: 'day' | 'week' | 'month' | 'year'; total: number; undated: number; bins: Bin[] }
export interface Pin {
  id: string; home: string; lat: number; lon: number; place: string; level: string; day: string | null; type: string;
  stage: string; standing: Standing; home_standing?: Standing | null; review: State; aggregate: boolean;
}
export interface Cluster {
  lat: number; lon: number; count: number; bbox: [number, number, number, number];
  standing: Partial<Record<Standing, number>>;
}
export interface MapAnswer { total: number; without_point: number; clustered: boolean; pins: Pin[]; clusters: Cluster[] }

export interface Question {
  kind: QueueKind; key: string; question: string; why: string; subjects: string[]; property: string | null;
  candidates: { value: string; set: string; reports: string[]; words: string | null }[]; acts: string[]; uncertainty: number;
  impact: number; worth: number; tally?: TallyRow;
}
export interface Queue extends Page<Question> { minutes: number }

export interface LogRow {
  seq: number; at: string; kind: string; summary: string; article: string | null; bytes: number; prev_hash: string;
  hash: string; payload?: unknown;
}
export interface ExportFormat {
  format: string; title: string; unit: string; media_type: string; extension: string; files: string[];
}
export interface ExportPreview {
  format: string; exported: Record<string, number>; files: { name: string; bytes: number }[]; head: Head; sample: string;
}
export interface SearchAnswer {
  q: string;
  incidents: { items: IncidentView[]; total: number }; places: { items: IncidentView[]; total: number };
  actors: { items: ActorRow[]; total: number }; articles: { items: ArticleRow[]; total: number };
}
export interface Head { seq: number; hash: string }
export interface Book {
  name: string; version: string; contract: number; head: Head; counts: Record<string, number>; mode: string;
  by: string | null; role: string; may: string[]; token: string | null; unlinked: number; tiles?: string | null;
}
export interface User {
  name: string; role: string; created: string; disabled: string | null;
  tokens: { id: number; role: string; created: string; expires: string; used: string | null }[];
}
/** A feature of the public view. */
export interface PublicFeature {
  id: string;
  properties: {
    incident: string; type: string; stage: string; standing: Standing; standing_reason: string; date_earliest: string | null;
    date_latest: string | null; places: string; country: string | null; perpetrators: string; targets: string;
    killed_min: number | null; killed_max: number | null; injured_min: number | null; injured_max: number | null;
    words: string; publisher: string | null; url: string | null;
  };
}
export interface Words {
  [list: string]: unknown;
  properties: { property: string; form: string }[]; queue: QueueKind[]; type: string[]; act: string[];
}
