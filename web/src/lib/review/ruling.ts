// What a key means for a question.
//
// Owns: turning an answer to a question into a ruling, and the words that say so. In: the question, the reports it is
// about. Out: rulings. Refuses: answers the question does not take.
import type { IncidentView, Question, Ruling } from '../api/types';
import { plain } from '../words/phrase';

export interface Answer { rulings: Ruling[]; said: string }
export type Choice = 'accept' | 'reject' | 'merge' | 'split' | 'part' | 'copy';

/** Which act a choice is for a question; null where it is none. */
export function actOf(question: Question, choice: Choice): string | null {
  const takes = (act: string) => (question.acts.some((a) => a.replace('-', '_') === act) ? act : null);
  if (question.kind === 'merge') {
    return takes({ accept: 'same', merge: 'same', reject: 'different', split: 'different', part: 'part_of', copy: 'duplicate' }[choice]);
  }
  if (question.kind === 'approve' || question.kind === 'publish') {
    return choice === 'accept' ? question.kind : choice === 'reject' ? 'reject' : null;
  }
  if (question.kind === 'tally') return null;
  return choice === 'accept' ? 'accept' : choice === 'reject' ? 'reject' : null;
}

const WORDS: Record<string, string> = {
  same: 'one incident', different: 'different incidents', part_of: 'one is part of the other', duplicate: 'a copy',
  accept: 'accepted', reject: 'rejected', approve: 'approved', publish: 'published',
};

/** The subjects in the order that the act needs: [part, whole], [copy, original]. */
export function ordered(act: string, subjects: string[], views: IncidentView[]): string[] {
  if (subjects.length !== 2) return subjects;
  const [a, b] = subjects.map((s) => views.find((v) => v.id === s));
  if (!a || !b) return subjects;
  const turned = [subjects[1]!, subjects[0]!];
  if (act === 'part_of') return a.record.aggregate && !b.record.aggregate ? turned : subjects;
  if (act === 'duplicate') return (a.article.published ?? '') < (b.article.published ?? '') ? turned : subjects;
  return subjects;
}

/** The answer that a choice gives. `shown` is what the reader saw of the machine's value. */
export function answer(question: Question, choice: Choice, views: IncidentView[], shown: string): Answer | null {
  const act = actOf(question, choice);
  if (!act) return null;
  const linked = act === 'approve' || act === 'publish' ? { linked: true } : {};
  return { rulings: [{ act, subjects: ordered(act, question.subjects, views), shown, ...linked }], said: WORDS[act] ?? act };
}

/** The answer that picks a candidate: every report that tells otherwise is set to it. */
export function picked(question: Question, n: number, shown: string): Answer | null {
  const candidate = question.candidates[n];
  if (!candidate || !question.property) return null;
  const others = question.subjects.filter((s) => !candidate.reports.includes(s));
  const subjects = others.length ? others : question.subjects;
  return {
    rulings: [{
      act: 'correct', subjects, property: question.property, value: candidate.set, words: [],
      reason: `candidate ${n + 1} of ${question.candidates.length}${candidate.words ? `: “${candidate.words}”` : ''}`, shown,
    }],
    said: `${plain(question.property)} set to “${candidate.value}”`,
  };
}

/** Splits one account from all others of its incident. */
export function split(own: string, others: string[], shown: string): Answer {
  return { rulings: others.map((o) => ({ act: 'different', subjects: [own, o], shown })), said: 'split from the other accounts' };
}

/** What the reader saw: the question, why it is asked and what stood there. */
export function shownOf(question: Question, value: string, blind: boolean): string {
  const text = blind ? `${question.question} (blind: the machine's value was hidden)` : `${question.question} ${question.why}${value ? ` | ${value}` : ''}`;
  return Array.from(text).slice(0, 2000).join('');
}

/** Questions that can be answered together with this one: records that read alike, which nobody decided. */
export function alike(question: Question, queue: Question[], views: Map<string, IncidentView>): Question[] {
  const of = (q: Question) => {
    const v = q.subjects.length === 1 ? views.get(q.subjects[0]!) : undefined;
    return v ? [q.kind, v.record.type, v.record.stage, v.standing.standing, v.record.aggregate].join(' ') : null;
  };
  if (question.kind !== 'record') return queue.filter((q) => q.kind === question.kind && ['approve', 'publish'].includes(q.kind));
  const own = of(question);
  return own ? queue.filter((q) => q.kind === 'record' && of(q) === own) : [];
}
