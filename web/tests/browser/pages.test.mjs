// Every page: what it shows, that its address holds its state, that it is accessible, and how it looks (out/screens).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { screens, serious, shot, start } from './start.mjs';

let book;
let harir;
before(async () => {
  book = await start();
  const { items } = await book.api('/api/linked?limit=200');
  harir = items.find((i) => i.accounts.length > 3);
  assert.ok(harir, 'the samples hold an incident that several articles tell');
});
after(() => book?.stop());

/** A page is ready when nothing is busy; the network never is, for the stream of events. */
const ready = async (page) => {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
  await page.waitForTimeout(250);
};

const pages = [
  ['overview', () => '/', '.row a'],
  ['incident', () => `/incidents/${harir.id}`, 'td.conflict'],
  ['incident-why', () => `/incidents/${harir.id}?why=${harir.accounts[0].report}%20date`, '.chain blockquote'],
  ['article', () => `/articles/${harir.accounts[0].article}`, '.text .part'],
  ['review', () => '/review', '.item[aria-current]'],
  ['agreement', () => '/agreement', 'h1'],
  ['claims', () => '/claims', 'tbody tr'],
  ['tallies', () => '/tallies', 'tbody tr'],
  ['actors', () => '/actors', 'tbody tr'],
  ['articles', () => '/articles', 'tbody tr'],
  ['publishers', () => '/publishers', 'tbody tr'],
  ['log', () => '/log', 'tbody tr'],
  ['entry', () => '/log/1', 'pre'],
  ['export', () => '/export', '.counts tr'],
];

for (const [name, path, wanted] of pages) {
  for (const scheme of ['light', 'dark']) {
    test(`${name} opens by its address, ${scheme}, without a serious finding of axe`, async () => {
      const { page, close } = await book.visit(path(), { scheme });
      await page.waitForSelector(wanted);
      await ready(page);
      if (name === 'overview') await page.waitForSelector('.map[data-drawn]');
      await shot(page, `${name}-${scheme}`);
      assert.deepEqual(await serious(page), []);
      await close();
    });
  }
}

test('a filter is in the address, and who opens that address sees the same', async () => {
  const { page, close } = await book.visit('/');
  await page.waitForSelector('fieldset label');
  const before = await page.textContent('.list h2');
  await page.locator('fieldset', { hasText: 'Standing' }).locator('label', { hasText: 'contested' }).locator('input').check();
  await page.waitForURL(/standing=contested/);
  await page.waitForFunction((b) => document.querySelector('.list h2').textContent !== b, before);
  await ready(page);
  const [address, heading] = [page.url(), await page.textContent('.list h2')];
  await close();
  const other = await book.visit(address.slice(book.base.length));
  await other.page.waitForFunction((h) => document.querySelector('.list h2')?.textContent === h, heading);
  assert.ok(await other.page.locator('fieldset', { hasText: 'Standing' }).locator('label', { hasText: 'contested' }).locator('input').isChecked());
  for (const text of await other.page.locator('.list .standing').allTextContents()) assert.match(text, /\w/);
  await other.close();
});

test('going back in the browser takes the filter back', async () => {
  const { page, close } = await book.visit('/');
  await page.locator('fieldset label input').first().check();
  await page.waitForURL(/\?/);
  await page.goBack();
  await page.waitForFunction(() => location.search === '' && !document.querySelector('fieldset input:checked'));
  await close();
});

test('a span of days brushed on the timeline filters map and list', async () => {
  const { page, close } = await book.visit('/');
  await ready(page);
  const box = await page.locator('.timeline svg').boundingBox();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 3, box.y + 30, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  const from = new URL(page.url()).searchParams.get('from');
  await ready(page);
  const { items } = await book.api(`/api/linked${new URL(page.url()).search}`);
  assert.equal(await page.locator('.list .row[data-incident]').count(), items.length);
  assert.ok(items.every((i) => !i.merged.date?.[1] || i.merged.date[1] >= from));
  await shot(page, 'overview-brushed');
  // The same by keyboard: the first handle one step to the right.
  await page.locator('.handle').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((f) => new URL(location.href).searchParams.get('from') !== f, from);
  await close();
});

test('a box drawn on the map filters the list, and a pin picks its incident', async () => {
  const point = (await book.api('/api/map')).pins.find((p) => harir.accounts.some((a) => a.report === p.id));
  const { page, close } = await book.visit(`/?at=${point.lat},${point.lon},7`);
  await page.waitForSelector('.map[data-drawn]');
  const map = await page.locator('.maplibregl-canvas').boundingBox();
  const [x, y] = [map.x + map.width / 2, map.y + map.height / 2];
  await page.mouse.click(x, y);
  await page.waitForURL(/on=inc_/);
  assert.ok(harir.accounts.some((a) => page.url().includes(a.report)));
  await page.waitForSelector('.row.on');
  await page.getByRole('button', { name: 'Draw a box' }).click();
  await page.mouse.move(x - 60, y - 60);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 60, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/bbox=/);
  await ready(page);
  const [w, s, e, n] = new URL(page.url()).searchParams.get('bbox').split(',').map(Number);
  assert.ok(w < point.lon && point.lon < e && s < point.lat && point.lat < n);
  const { total } = await book.api(`/api/facets?bbox=${[w, s, e, n]}`);
  assert.match(await page.textContent('.strip'), new RegExp(`${total} report`));
  await shot(page, 'overview-box');
  await page.getByRole('button', { name: 'Clear box' }).click();
  await page.waitForFunction(() => !location.search.includes('bbox'));
  await close();
});

test('map and timeline are saved as SVG and PNG', async () => {
  const { page, close } = await book.visit('/');
  await page.waitForSelector('.map[data-drawn]');
  await page.getByText('Pictures').click();
  for (const [button, begins] of /** @type {const} */ ([['Map as SVG', '<svg'], ['Map as PNG', '\u0089PNG'], ['Timeline as SVG', '<svg'], ['Timeline as PNG', '\u0089PNG']])) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
    const file = await download.path();
    assert.equal(readFileSync(file, 'latin1').slice(0, 4), begins.slice(0, 4), button);
    await download.saveAs(`${screens}/${button.replaceAll(' ', '-').toLowerCase()}.${button.slice(-3).toLowerCase()}`);
  }
  await close();
});

test('a value of the matrix leads through claim and words to the capture, and into the article', async () => {
  const { page, close } = await book.visit(`/incidents/${harir.id}`);
  await page.waitForSelector('td.conflict .value');
  const joined = await page.locator('td.joined').count();
  assert.ok(joined > 0, 'neighbours that agree are one cell');
  await page.locator('tr', { hasText: 'killed' }).locator('.value').first().click();
  await page.waitForURL(/why=/);
  await page.waitForSelector('.chain blockquote mark');
  assert.match(await page.textContent('.chain'), /sha256 [0-9a-f]{64}/);
  const words = await page.locator('.chain blockquote mark').first().textContent();
  await page.locator('.chain a', { hasText: 'In the article' }).first().click();
  await page.waitForURL(/\/articles\/art_.*show=/);
  await page.waitForSelector('[data-shown]');
  assert.equal((await page.locator('[data-shown]').allTextContents()).join(''), words);
  await close();
});

test('in an article keys and pointer tie the record to its words', async () => {
  const { page, close } = await book.visit(`/articles/${harir.accounts[0].article}`);
  await page.waitForSelector('.text .part');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  const key = await page.evaluate(() => document.activeElement.dataset.key);
  assert.ok(key, 'a value has the focus');
  await page.waitForFunction((k) => [...document.querySelectorAll('.text .on')].some((e) => e.dataset.keys.split(' ').includes(k)), key);
  const part = page.locator('.text .part').first();
  await part.hover();
  const keys = (await part.getAttribute('data-keys')).split(' ');
  await page.waitForFunction((k) => document.querySelector('.field.on')?.dataset.key === k, keys.at(-1));
  await close();
});

test('words of an article are text, whatever they look like', async () => {
  const { items } = await book.api('/api/articles?limit=200');
  const stored = items.find((a) => a.headline?.includes('<script>'));
  assert.ok(stored, 'the headline is kept as it came');
  for (const path of [`/articles/${stored.id}`, '/articles', '/claims', '/', '/log']) {
    const { page, close } = await book.visit(path);
    await page.waitForTimeout(700);
    assert.equal(await page.evaluate(() => globalThis.stolen), undefined);
    assert.equal(await page.locator('main img').count(), 0);
    if (path === '/articles') assert.match(await page.textContent('main'), /<script>window\.stolen=1<\/script>/);
    await close();
  }
});

test('a text from right to left stands so', async () => {
  const { items } = await book.api('/api/articles?limit=200');
  const arabic = items.find((a) => a.language === 'ar');
  assert.ok(arabic);
  const { page, close } = await book.visit(`/articles/${arabic.id}`);
  await page.waitForSelector('.text');
  assert.equal(await page.getAttribute('.text', 'dir'), 'rtl');
  await shot(page, 'article-arabic');
  await close();
});

test('marks that turn letters around are seen and turn nothing, on any page', async () => {
  const { items } = await book.api('/api/articles?limit=200');
  const turned = items.find((a) => a.headline?.includes('\u202e'));
  assert.ok(turned, 'the headline is kept as it came');
  const told = (await book.api('/api/incidents?limit=500')).items.find((i) => i.article.id === turned.id);
  const decided = await book.decide({ act: 'note', subjects: [told.id], reason: 'a \u202enote\u202c about it' });
  for (const path of [`/articles/${turned.id}`, `/incidents/${told.id}`, '/articles', '/claims', '/', '/log', `/log/${decided.entry}`, '/publishers', '/actors', '/review']) {
    const { page, close } = await book.visit(path);
    await page.waitForTimeout(600);
    const raw = await page.evaluate(() => {
      const bad = /[\u202a-\u202e\u2066-\u2069]/;
      const shown = [...document.querySelectorAll('*')].flatMap((e) => ['title', 'aria-label'].map((n) => e.getAttribute(n) ?? ''));
      return [document.documentElement.innerText, document.documentElement.textContent, ...shown].filter((t) => bad.test(t)).length;
    });
    assert.equal(raw, 0, path);
    if (path.startsWith('/articles/')) {
      assert.match(await page.textContent('h1'), /a \ufffdmarket\ufffd in/);
      assert.match(await page.textContent('.text'), /\ufffdbus station\ufffd/);
      await shot(page, 'article-turned');
    }
    if (path.startsWith('/incidents/')) assert.match(await page.textContent('main'), /a \ufffdnote\ufffd about it/);
    await close();
  }
});

test('what of an address filters nothing is said, with the way out', async () => {
  const { page, close } = await book.visit('/?from=soon&bbox=5,5,1,1&tpye=bombing&standing=contested');
  await page.waitForSelector('[role="alert"]');
  const said = await page.textContent('[role="alert"]');
  for (const words of ['soon', 'write 2024-03-05', '5,5,1,1', 'west,south,east,north', 'tpye', 'is no filter']) assert.ok(said.includes(words), `${words} in ${said}`);
  await ready(page);
  await shot(page, 'overview-mistakes');
  assert.deepEqual(await serious(page), []);
  for (const left of [2, 1, 0]) {
    await page.getByRole('button', { name: 'Take it out' }).first().click();
    await page.waitForFunction((n) => [...document.querySelectorAll('button')].filter((b) => b.textContent === 'Take it out').length === n, left);
  }
  assert.equal(new URL(page.url()).search, '?standing=contested');
  await close();
});

test('the rows of "More" belong to the filter in force', async () => {
  const { page, close } = await book.visit('/');
  const all = (await book.api('/api/linked?limit=200')).items;
  let late = null;
  await page.route('**/api/linked?*', async (route) => {
    const url = new URL(route.request().url());
    if (url.searchParams.has('cursor')) {
      late = route;
      return;
    }
    const items = url.searchParams.has('standing') ? all.slice(0, 1) : all.slice(0, 3);
    await route.fulfill({ json: { items, total: null, next: url.searchParams.has('standing') ? null : 'x' } });
  });
  await page.goto(`${book.base}/?at=33,44,4`);
  await page.waitForFunction(() => document.querySelectorAll('.list .row[data-incident]').length === 3);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.waitForFunction(() => document.querySelector('.list .none button')?.textContent === 'Loading…');
  await page.locator('fieldset', { hasText: 'Standing' }).locator('label', { hasText: 'contested' }).locator('input').check();
  await page.waitForFunction(() => document.querySelectorAll('.list .row[data-incident]').length === 1);
  await late.fulfill({ json: { items: all.slice(3, 6), total: null, next: 'y' } });
  await page.waitForTimeout(300);
  assert.equal(await page.locator('.list .row[data-incident]').count(), 1);
  assert.equal(await page.getByRole('button', { name: 'More', exact: true }).count(), 0);
  await close();
});

test('a list that takes its time says that it loads', async () => {
  const { page, close } = await book.visit('/publishers');
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route('**/api/claims?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${book.base}/claims`);
  await page.waitForFunction(() => /Loading claims…/.test(document.querySelector('main').textContent));
  assert.ok(!/^\s*0 claims/.test(await page.locator('p[aria-busy]').textContent()), 'nothing is counted yet');
  go();
  await page.waitForSelector('tbody tr');
  await page.waitForFunction(() => !/Loading/.test(document.querySelector('main').textContent));
  await close();
});

test('a decision on the incident page is taken back through the desk', async () => {
  const { items } = await book.api('/api/incidents?limit=500');
  const { entry } = await book.decide({ act: 'note', subjects: [items[0].id], reason: 'to be taken back' });
  const { page, close } = await book.visit(`/incidents/${items[0].id}`);
  await page.waitForFunction(() => /to be taken back/.test(document.querySelector('main').textContent));
  await page.locator('li', { hasText: `entry ${entry} ` }).getByRole('button', { name: 'take back' }).click();
  await page.waitForFunction(() => /took back/.test(document.querySelector('.save').textContent));
  assert.ok((await book.api('/api/decisions?order=newest')).items.some((d) => d.undoes === entry));
  await close();
});

test('the log tells what and where apart, and an actor has each further name once', async () => {
  const log = await book.visit('/log');
  await log.page.waitForSelector('tbody tr a.small');
  for (const cell of await log.page.locator('tbody td:last-child').allTextContents()) assert.doesNotMatch(cell, /\Sarticle$/, cell);
  await log.close();
  const { page, close } = await book.visit(`/articles/${harir.accounts[0].article}`);
  await page.waitForSelector('h3');
  for (const text of await page.locator('.right .value').allTextContents()) {
    const names = text.split(', also ').length === 2 ? text.split(', also ')[1].split(', ').map((n) => n.toLowerCase()) : [];
    assert.equal(new Set([text.split(', also ')[0].toLowerCase(), ...names]).size, names.length + 1, text);
  }
  await close();
});

for (const [name, path, wanted] of pages) {
  test(`${name} can be read on a screen 390 px wide`, async () => {
    const { page, close } = await book.visit(path(), { viewport: { width: 390, height: 844 } });
    await page.waitForSelector(wanted, { state: 'attached' });
    await ready(page);
    if (name === 'overview') await page.waitForSelector('.map[data-drawn]');
    await shot(page, `${name}-narrow`);
    const wide = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, main: document.querySelector('main').scrollWidth, inner: innerWidth }));
    assert.ok(wide.page <= wide.inner && wide.main <= wide.inner, `${name} is ${wide.page} and ${wide.main} wide`);
    await close();
  });
}

test('files of the pages come compressed to who takes them', async () => {
  const { page, close } = await book.visit('/');
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter((r) => /\.(js|css)$/.test(new URL(r.name).pathname)).map((r) => [r.name, r.encodedBodySize, r.decodedBodySize]));
  assert.ok(scripts.length > 2);
  const sum = (n) => scripts.reduce((all, s) => all + s[n], 0);
  assert.ok(sum(1) < sum(2) / 2, `${sum(1)} of ${sum(2)} bytes`);
  await close();
});

test('search opens by its key, finds words, names and places in any script, and leads there', async () => {
  const { page, close } = await book.visit('/claims');
  await page.waitForSelector('tbody tr');
  await page.keyboard.press('/');
  await page.keyboard.type('Harir');
  await page.waitForSelector('dialog[open] li a');
  await shot(page, 'search');
  assert.deepEqual(await serious(page), []);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/(incidents|articles|actors)/);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.keyboard.press('/');
  await page.locator('dialog[open] input').fill('انفجار');
  await page.waitForFunction(() => /انفجار/.test(document.querySelector('dialog[open] ul')?.textContent ?? ''));
  await close();
});

test('an actor is seen as claimed, as accused, as accepted', async () => {
  const name = harir.attributions.find((a) => a.view === 'claimed').name;
  const { page, close } = await book.visit(`/actors?name=${encodeURIComponent(name)}`);
  await page.waitForSelector('.row[data-incident]');
  await page.getByRole('button', { name: /^as claimed/ }).click();
  await page.waitForURL(/view=claimed/);
  assert.ok((await page.locator('.row[data-incident]').count()) > 0);
  await shot(page, 'actor');
  await close();
});

test('an export says what is held back, and its file comes', async () => {
  const { page, close } = await book.visit('/export?format=acled&standing=contested');
  await page.waitForSelector('.files a');
  const href = await page.getAttribute('.files a', 'href');
  const file = await (await fetch(book.base + href)).text();
  assert.match(file, /^event_id_cnty,/);
  await page.getByLabel(/the public/).check();
  await page.waitForURL(/who=public/);
  await page.waitForFunction(() => /held back|not published/.test(document.querySelector('.counts')?.textContent ?? document.querySelector('.trouble')?.textContent ?? ''));
  await close();
});

test('what is not there is said in words', async () => {
  const { page, errors, close } = await book.visit('/nowhere');
  assert.match(await page.textContent('main'), /No such page/);
  await page.goto(`${book.base}/incidents/inc_ffffffffffffffff`);
  await page.waitForSelector('[role="alert"]');
  assert.match(await page.textContent('[role="alert"]'), /404/);
  // The browser itself notes the answer 404.
  errors.splice(0);
  await close();
});

test('the first page of the samples is there within a second', async () => {
  const { page, close } = await book.visit('/');
  await page.waitForSelector('.row[data-incident]');
  const at = await page.evaluate(() => performance.now());
  console.log(`# first list after ${Math.round(at)} ms`);
  // The bar is a second for a release build on an idle machine; a debug build beside compilers gets more.
  assert.ok(at < 15_000, `${at} ms`);
  await close();
});
