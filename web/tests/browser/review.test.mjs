// Review by the keyboard alone: every key, undo, what the book keeps of it, what happens when saving fails.
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { serious, shot, start } from './start.mjs';

let book;
let page;
let close;
let errors;
before(async () => {
  book = await start();
});
after(() => book?.stop());

const decisions = async (query = '') => (await book.api(`/api/decisions?order=newest&limit=50${query}`)).items;
const last = async () => (await decisions())[0];
const current = () => page.getAttribute('.item[aria-current]', 'data-key');
const saved = () => page.waitForFunction(() => document.querySelector('.save')?.dataset.state === 'saved');
const press = (key) => page.keyboard.press(key);
const kind = (k) => open(`/review?kind=${k}`);
/** The entry of the newest decision, 0 without one. */
const newest = async () => (await last())?.entry ?? 0;
/** Waits until the book holds a decision after `entry`. */
async function decided(entry) {
  for (let n = 0; n < 100; n += 1) {
    const found = await last();
    if (found && found.entry > entry) return found;
    await page.waitForTimeout(50);
  }
  throw new Error('nothing was decided');
}

async function open(path) {
  await page.goto(book.base + path);
  await page.waitForSelector('.item[aria-current]');
  await page.waitForSelector('.record h3, .record table, .record .card');
  await page.waitForTimeout(200);
}

beforeEach(async () => {
  ({ page, close, errors } = await book.visit('/review?kind=record'));
  await page.waitForSelector('.item[aria-current]');
  await page.waitForSelector('.record h3');
});
afterEach(() => close());

test('j and k, down and up walk the queue, and the address follows', async () => {
  const first = await current();
  for (const [there, back] of [['j', 'k'], ['ArrowDown', 'ArrowUp']]) {
    await press(there);
    await page.waitForFunction((k) => document.querySelector('.item[aria-current]').dataset.key !== k, first);
    assert.equal(new URL(page.url()).searchParams.get('item'), await current());
    await press(back);
    assert.equal(await current(), first);
  }
  const second = await page.locator('.item').nth(1).getAttribute('data-key');
  await open(`/review?kind=record&item=${encodeURIComponent(second)}`);
  await page.waitForFunction((k) => document.querySelector('.item[aria-current]').dataset.key === k, second);
});

test('h and l, left and right walk the fields and show their words', async () => {
  const at = () => page.locator('.field[aria-current]').textContent();
  const first = await at();
  for (const [there, back] of [['l', 'h'], ['ArrowRight', 'ArrowLeft']]) {
    await press(there);
    await press(there);
    await page.waitForSelector('.text .on');
    assert.notEqual(await at(), first);
    await press(back);
    await press(back);
    assert.equal(await at(), first);
  }
  await press('g');
  assert.ok(await page.locator('.text .on').first().isVisible());
});

test('a accepts, z takes it back, without limit', async () => {
  const queue = await page.locator('.item').count();
  const keys = [];
  for (let n = 0; n < 3; n += 1) {
    keys.push(await current());
    const before = await newest();
    await press('a');
    const d = await decided(before);
    assert.equal(d.act, 'accept');
    assert.equal(d.by, 'ana');
    assert.match(d.shown, /\w/, 'what was shown is kept');
    assert.notEqual(await current(), keys[n], 'the next question is there at once');
  }
  await saved();
  assert.equal(await page.locator('.item').count(), queue - 3);
  for (const key of keys.reverse()) {
    const before = await newest();
    await press('z');
    assert.equal((await decided(before)).act, 'undo');
    await page.waitForFunction((k) => document.querySelector('.item[aria-current]')?.dataset.key === k, key);
  }
  assert.equal(await page.locator('.item').count(), queue);
  assert.ok((await decisions()).filter((d) => d.act === 'accept').every((d) => d.undone));
});

test('z asks the queue once, and what it says is gone with the next key', async () => {
  const before = await newest();
  const key = await current();
  await press('a');
  const d = await decided(before);
  await saved();
  await page.waitForTimeout(500);
  let asked = 0;
  page.on('request', (r) => { if (new URL(r.url()).pathname === '/api/review') asked += 1; });
  await press('z');
  await decided(d.entry);
  await page.waitForFunction((k) => document.querySelector('.item[aria-current]')?.dataset.key === k, key);
  await page.waitForTimeout(1500);
  assert.equal(asked, 1);
  assert.match(await page.textContent('.record'), /took back/);
  await press('j');
  await page.waitForFunction(() => !/took back/.test(document.querySelector('.record').textContent));
});

test('a place is looked up while it is typed, and one of several is chosen', async () => {
  const before = await newest();
  await press('p');
  await page.waitForSelector('form select');
  const field = page.getByLabel('Value', { exact: true });
  await field.fill('Mosul');
  await page.waitForFunction(() => /Means Mosul/.test(document.querySelector('.places')?.textContent ?? ''));
  await field.fill('Tripoli');
  await page.waitForFunction(() => /choose one/.test(document.querySelector('.places')?.textContent ?? ''));
  await shot(page, 'review-places');
  assert.deepEqual(await serious(page), []);
  const choice = page.locator('.places button', { hasText: 'Libya' }).first();
  const id = /geonames:\d+/.exec(await choice.textContent())[0];
  await choice.click();
  assert.equal(await field.inputValue(), id);
  await page.getByLabel('Reason').fill('the map');
  await page.getByRole('button', { name: 'Save' }).click();
  const d = await decided(before);
  assert.match(d.value, /^Tripoli/);
  const { record } = await book.api(`/api/incidents/${d.subjects[0].incident}`);
  const place = record.places.find((p) => p.gazetteer_id === id);
  assert.ok(place && place.country === 'LY' && place.lat > 32 && place.lat < 33.5);
  await saved();
  await press('z');
  await decided(d.entry);
});

test('x rejects, and the incident leaves the lists until that is undone', async () => {
  const id = (await current()).split(':').at(-1);
  const before = await newest();
  await press('x');
  assert.equal((await decided(before)).act, 'reject');
  const { items } = await book.api('/api/incidents?limit=500');
  assert.ok(!items.some((i) => i.id === id));
  await saved();
  const rejected = await newest();
  await press('z');
  await decided(rejected);
  assert.ok((await book.api('/api/incidents?limit=500')).items.some((i) => i.id === id));
});

test('u leaves a question for later and decides nothing', async () => {
  const first = await current();
  const before = await newest();
  await press('u');
  await page.waitForFunction((k) => document.querySelector('.item[aria-current]').dataset.key !== k, first);
  assert.equal(await page.locator('.item').last().getAttribute('data-key'), first);
  assert.equal(await newest(), before);
});

test('e sets a value with a reason; y shows the history of it', async () => {
  const key = await current();
  const before = await newest();
  await press('e');
  await page.waitForSelector('form select');
  await page.locator('form select').selectOption('killed');
  await page.getByLabel('Value', { exact: true }).fill('3');
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled(), 'words or a reason are needed');
  await page.getByLabel('Reason').fill('a later count');
  await press('Enter');
  const d = await decided(before);
  assert.deepEqual([d.act, d.property, d.value, d.reason], ['correct', 'killed', '3', 'a later count']);
  const id = d.subjects[0].incident;
  const { record, decided: review } = await book.api(`/api/incidents/${id}`);
  assert.equal(record.outcome.killed.min, 3);
  assert.equal(review.corrected[0].now, '3');
  await saved();
  await page.waitForFunction((k) => document.querySelector('.item[aria-current]')?.dataset.key !== k || true, key);
  await open(`/review`);
  await page.goto(`${book.base}/incidents/${id}`);
  await page.waitForFunction(() => /set killed to “3”/.test(document.querySelector('main').textContent));
  await open('/review?kind=record');
  await press('y');
  await page.waitForFunction(() => /History of/.test(document.querySelector('.record').textContent));
});

test('words selected in the text become the words of a value', async () => {
  const before = await newest();
  await page.evaluate(() => {
    const node = document.querySelector('.text [data-start]').firstChild;
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, Math.min(12, node.length));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    node.parentElement.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }));
  });
  await page.waitForFunction(() => /Selected:/.test(document.querySelector('.record').textContent));
  await press('e');
  await page.locator('form select').selectOption('injured');
  await page.getByLabel('Value', { exact: true }).fill('4');
  await page.getByRole('button', { name: 'Save' }).click();
  const d = await decided(before);
  assert.equal(d.evidence.length, 1);
  const article = await book.api(`/api/articles/${d.evidence[0].article}`);
  const { start: a, end: b, text } = d.evidence[0].quote;
  assert.equal(Array.from(article.record.body).slice(a, b).join(''), text);
});

test('what is typed is not lost when the form is left by Escape or other words are selected', async () => {
  await press('e');
  await page.getByLabel('Value', { exact: true }).fill('draft');
  await page.evaluate(() => document.querySelector('.text [data-start]').dispatchEvent(new MouseEvent('mouseup', { bubbles: true })));
  assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), 'draft');
  await press('Escape');
  assert.equal(await page.locator('form.card').count(), 0);
  assert.equal(await page.locator('dialog[open]').count(), 0);
});

test('p opens the place, c notes, f withholds a name', async () => {
  await press('p');
  assert.equal(await page.locator("form select").inputValue(), 'place');
  await press('Escape');
  let before = await newest();
  await press('c');
  await page.getByLabel('Note').fill('ask the publisher');
  await press('Enter');
  assert.deepEqual([(await decided(before)).act, (await last()).reason], ['note', 'ask the publisher']);
  await saved();
  before = await newest();
  await press('f');
  await page.getByLabel('Name to withhold').fill('Dawud Halim');
  await press('Enter');
  assert.deepEqual([(await decided(before)).act, (await last()).name], ['mask', 'Dawud Halim']);
});

test('digits pick a candidate, which sets the value where it is told otherwise', async () => {
  const { items } = await book.api('/api/review?limit=200');
  const asked = items.find((q) => q.candidates.length > 1 && q.property);
  assert.ok(asked, 'the samples hold accounts that contradict each other');
  await open(`/review?item=${encodeURIComponent(asked.key)}`);
  await page.waitForSelector('.candidates button');
  await shot(page, 'review-candidates');
  assert.deepEqual(await serious(page), []);
  const before = await newest();
  await press('1');
  const d = await decided(before);
  assert.deepEqual([d.act, d.property], ['correct', asked.property]);
  if (asked.property === 'place') assert.ok(d.places?.length || d.value === asked.candidates[0].set);
  else assert.equal(d.value, asked.candidates[0].set);
  assert.ok(d.subjects.every((s) => !asked.candidates[0].reports.includes(s.incident)));
  await saved();
  await press('z');
  await decided(d.entry);
});

for (const [key, act] of [['a', 'same'], ['m', 'same'], ['x', 'different'], ['s', 'different'], ['o', 'part_of'], ['d', 'duplicate']]) {
  test(`${key} on a pair answers ${act}, or says that it cannot`, async () => {
    // The samples leave no pair open, so the queue is told one; what is decided about it is real.
    const { items } = await book.api('/api/linked?several=true');
    const subjects = items.find((i) => i.accounts.length > 3).accounts.slice(0, 2).map((a) => a.report);
    const pair = { kind: 'merge', key: `merge:${subjects.join(':')}`, question: 'Do these two reports tell one incident?', why: '0.48', subjects, property: null, candidates: [], acts: ['same', 'different', 'part-of', 'duplicate'], uncertainty: 1, impact: 1, worth: 1 };
    await page.route('**/api/review?*', (route) => route.fulfill({ json: { items: [pair], total: 1, next: null, minutes: 1 } }));
    await kind('merge');
    await page.waitForSelector('.record table');
    if (key === 'a') {
      await shot(page, 'review-merge');
      assert.deepEqual(await serious(page), []);
    }
    const before = await newest();
    await press(key);
    const answer = await Promise.race([decided(before), page.waitForSelector('.failed').then(() => null)]);
    if (answer) {
      assert.equal(answer.act.replace('-', '_'), act);
      await saved();
      await press('z');
      assert.equal((await decided(answer.entry)).act, 'undo');
    } else {
      assert.match(await page.textContent('.failed'), /\w/);
      // The browser itself notes the answer 422.
      errors.splice(0);
      await page.getByRole('button', { name: 'Let go' }).click();
    }
  });
}

test('b accepts alike records as one decision after a preview, and one undo takes all back', async () => {
  const { items } = await book.api('/api/review?kind=record&limit=200');
  const before = await newest();
  for (let n = 0; n < items.length; n += 1) {
    await press('b');
    await page.waitForTimeout(600);
    if (await page.locator('dialog[open] tbody tr').count()) break;
    await press('j');
    await page.waitForTimeout(200);
  }
  const rows = await page.locator('dialog[open] tbody tr').count();
  assert.ok(rows > 1, 'some records read alike');
  await shot(page, 'review-batch');
  assert.deepEqual(await serious(page), []);
  await page.locator('dialog[open] input[type=checkbox]').first().uncheck();
  await page.getByRole('button', { name: `Accept ${rows - 1}` }).click();
  const d = await decided(before);
  assert.equal(d.subjects.length, rows - 1);
  await saved();
  await press('z');
  assert.equal((await decided(d.entry)).act, 'undo');
});

test('? shows the keys; a keymap file with a clash is refused with the reason, another is taken', async () => {
  await press('?');
  await page.waitForSelector('dialog[open] h2');
  await shot(page, 'keys');
  assert.deepEqual(await serious(page), []);
  const file = (text) => ({ name: 'keys.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.locator('dialog[open] input[type=file]').setInputFiles(file('{"accept": ["x"]}'));
  await page.waitForFunction(() => /both “accept” and “reject”/.test(document.querySelector('dialog[open]').textContent));
  await page.locator('dialog[open] input[type=file]').setInputFiles(file('{"accept": ["y"], "history": ["t"]}'));
  await page.waitForFunction(() => !document.querySelector('dialog[open] [role=alert]'));
  await press('Escape');
  const before = await newest();
  await press('a');
  await page.waitForTimeout(200);
  assert.equal(await newest(), before, 'the old key does nothing');
  await press('y');
  const d = await decided(before);
  assert.equal(d.act, 'accept');
  await saved();
  await press('z');
  await decided(d.entry);
});

test('a first pass can be blind: the values are hidden, and the book says so', async () => {
  await page.getByLabel(/blind first pass/).check();
  assert.ok((await page.locator('.field', { hasText: 'hidden' }).count()) > 0);
  const before = await newest();
  await press('e');
  await page.locator('form select').selectOption('killed');
  assert.equal(await page.getByLabel('Value', { exact: true }).inputValue(), '');
  await page.getByLabel('Value', { exact: true }).fill('1');
  await page.getByLabel('Reason').fill('read it myself');
  await press('Enter');
  const d = await decided(before);
  assert.match(d.shown, /hidden/);
  await saved();
  await press('z');
  await decided(d.entry);
});

test('a decision that cannot be saved is kept, said, and sent again', async () => {
  const key = await current();
  await page.route('**/api/decisions', (route) => route.request().method() === 'POST' ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503,"code":"busy","detail":"the book is being written"}' }) : route.continue());
  const before = await newest();
  await press('a');
  await page.waitForSelector('.failed');
  assert.match(await page.textContent('.failed'), /the book is being written/);
  await page.waitForFunction((k) => document.querySelector('.item[aria-current]').dataset.key === k, key);
  await page.unroute('**/api/decisions');
  await page.getByRole('button', { name: 'Try again' }).click();
  const d = await decided(before);
  assert.equal(d.act, 'accept');
  await page.waitForFunction(() => !document.querySelector('.failed'));
  await saved();
  // The browser itself notes the answer 503.
  errors.splice(0);
});

test('what somebody else decides is seen without loading the page again', async () => {
  const { total } = await book.api('/api/review?kind=record');
  const { token } = await book.api('/api');
  const subject = (await current()).split(':').at(-1);
  const answer = await fetch(`${book.base}/api/decisions`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Claimbook-Token': token }, body: JSON.stringify({ act: 'accept', subjects: [subject] }) });
  assert.equal(answer.status, 201);
  await page.waitForFunction((n) => document.querySelectorAll('.item').length < n, total);
});

test('one decision takes less than five seconds, most of it the reader', async () => {
  const times = [];
  for (let n = 0; n < 3; n += 1) {
    const key = await current();
    const begun = Date.now();
    await press('u');
    await page.waitForFunction((k) => document.querySelector('.item[aria-current]').dataset.key !== k, key);
    await page.waitForSelector('.text .on, .text .clause, .text .part');
    times.push(Date.now() - begun);
  }
  console.log(`# the next question stood there after ${times.join(', ')} ms`);
  assert.ok(Math.max(...times) < 2000);
});

test('a gap between a told total and our count is accepted with a reason', async () => {
  await kind('tally');
  await page.waitForSelector('.record .card');
  await shot(page, 'review-tally');
  assert.deepEqual(await serious(page), []);
  const before = await newest();
  await press('c');
  await page.getByLabel('What explains the gap').fill('the book begins later');
  await press('Enter');
  assert.equal((await decided(before)).reason, 'the book begins later');
});

test('accepted, approved, published: the gate is passed step by step', async () => {
  const { items } = await book.api('/api/linked?limit=200');
  const one = items.find((i) => i.accounts.length === 1 && i.state === 'unreviewed');
  await page.goto(`${book.base}/incidents/${one.id}`);
  for (const [button, state] of [['Accept all accounts', 'reviewed'], ['Approve', 'approved'], ['Publish', 'published']]) {
    await page.getByRole('button', { name: button }).click();
    await page.waitForFunction((s) => document.querySelector('.side .chip')?.textContent.startsWith(s), state);
  }
  assert.equal((await book.api(`/api/linked/${one.id}`)).state, 'published');
});

test('a grade of a publisher is a decision that can be undone', async () => {
  await page.goto(`${book.base}/publishers`);
  await page.waitForSelector('tbody select');
  const before = await newest();
  await page.locator('tbody select').first().selectOption('B');
  const d = await decided(before);
  assert.deepEqual([d.act.replace('-', '_'), d.grade], ['grade_publisher', 'B']);
  await saved();
  await page.getByRole('button', { name: 'undo' }).click();
  assert.equal((await decided(d.entry)).act, 'undo');
});

test('a server without a name only reads, and says so', async () => {
  const reader = await start({ by: null });
  try {
    const visit = await reader.visit('/review');
    await visit.page.waitForSelector('.item[aria-current]');
    await visit.page.waitForSelector('.record h3, .record table');
    await visit.page.keyboard.press('a');
    await visit.page.waitForFunction(() => /only reads/.test(document.querySelector('.record').textContent));
    assert.equal((await reader.api('/api/decisions')).items.length, 0);
    await visit.close();
  } finally {
    await reader.stop();
  }
});
