// A server on a ledger of its own, and a browser that looks at it.
//
// Owns: the ledger in a temporary folder, the process of the server, the browser. In: CLAIMBOOK_BIN, or a binary under
// target/. Out: the address, pages that fail on any error of the console or request to elsewhere. Refuses: to run
// without a binary, a browser or built pages.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const screens = join(root, 'out', 'screens');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function binary() {
  const places = [process.env.CLAIMBOOK_BIN, join(root, 'target/debug/claimbook'), join(root, 'target/release/claimbook')];
  const found = places.find((p) => p && existsSync(p));
  if (!found) throw new Error('no claimbook binary: cargo build -p claimbook, or set CLAIMBOOK_BIN');
  return found;
}

function browserPath() {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((p) => p && existsSync(p));
  if (!found) throw new Error('no chromium: apt-get install chromium, or set CHROMIUM');
  return found;
}

/** Invented articles with what pages must bear: markup in words, a text from right to left, an unsure pair. */
const page = (language, headline, day, text) => `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${headline}</title>
<meta property="og:title" content="${headline}"><meta property="og:site_name" content="Harbour Wire"><meta property="article:published_time" content="${day}T08:00:00Z">
</head><body><article><h1>${headline}</h1>${text}</article></body></html>`;
const ARTICLES = {
  'markup.html': page(
    'en', '&lt;script&gt;window.stolen=1&lt;/script&gt;&lt;img src=x onerror=window.stolen=1&gt; Bomb kills two in Mosul', '2024-03-10',
    `<p>MOSUL, Iraq (Harbour Wire) - A bomb killed two people at a market in Mosul on Saturday, police said.</p>
     <p>The &lt;b onmouseover="window.stolen=1"&gt;Qasri Front&lt;/b&gt; claimed responsibility for the bombing in a statement.</p>`,
  ),
  'arabic.html': page('ar', 'انفجار قرب السوق في الموصل', '2024-03-10', '<p>قالت الشرطة إن قنبلة انفجرت قرب سوق في الموصل يوم السبت، ولم تعلن أي جهة مسؤوليتها عن الهجوم حتى الآن.</p><p>وقال شهود إنهم سمعوا دويا كبيرا قبل أن تصل سيارات الإسعاف إلى المكان.</p>'),
};

/** Marks that turn the order of letters around, in a headline, a publisher and a body. */
const TURNED = page(
  'en', 'Bomb at a \u202emarket\u202c in Mosul', '2024-03-12',
  '<p>MOSUL, Iraq (Harbour Wire) - A bomb went off near the \u2067bus station\u2069 in Mosul on Tuesday, police said. The \u202eReed Brigade\u202c claimed responsibility for the bombing.</p>',
).replace('Harbour Wire">', 'Turned \u202eHerald">');

/** The browser. On a machine with much else to do it may die before it stands: it is tried again. */
async function launch() {
  const args = ['--no-sandbox', '--disable-quic', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
  for (let left = 2; ; left -= 1) {
    try {
      return await chromium.launch({ executablePath: browserPath(), args, timeout: 90_000 });
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** The password of an account of the tests. */
export const password = (name) => `${name} has a long password`;

/** Starts everything; `stop` ends what was started. `users` are names with their roles: then people sign in. */
export async function start({ by = 'ana', users = null, serve = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'claimbook-pages-'));
  const env = { ...process.env, CLAIMBOOK_DB: join(folder, 'book.ledger'), CLAIMBOOK_ANNOTATOR: 'fast' };
  delete env.CLAIMBOOK_REVIEWER;
  for (const [name, text] of Object.entries(ARTICLES)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'turned.html'), TURNED);
  const inputs = ['samples/articles', 'samples/linking', ...Object.keys(ARTICLES).map((n) => join(folder, n)), join(folder, 'turned.html')];
  const command = (...args) => spawnSync(binary(), args, { cwd: root, env, encoding: 'utf8', input: '' });
  const typed = (input, ...args) => {
    const done = spawnSync(binary(), args, { cwd: root, env, encoding: 'utf8', input: `${input}\n` });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout.trim();
  };
  const added = command('add', ...inputs);
  assert.ok(added.status === 0 || added.status === 3, added.stderr);

  for (const [name, role] of Object.entries(users ?? {})) typed(password(name), 'user', 'add', name, '--role', role);
  const who = users ? ['--users', ...serve] : by ? ['--by', by] : [];
  const server = spawn(binary(), ['serve', '--port', '0', ...who], { cwd: root, env });
  let told = '';
  server.stderr.on('data', (data) => (told += data));
  const base = await new Promise((resolve, reject) => {
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${told}`)));
    server.stdout.on('data', (data) => {
      const found = /http:\/\/[^\s/]+/.exec(String(data));
      if (found) resolve(found[0]);
    });
  });

  const browser = await launch();
  mkdirSync(screens, { recursive: true });

  const headers = users ? { Authorization: `Bearer ${typed('', 'user', 'token', Object.keys(users)[0])}` } : {};
  const api = async (path) => {
    const answer = await fetch(base + path, { headers });
    assert.equal(answer.status, 200, `${path}: ${answer.status}`);
    return answer.json();
  };

  /** Decides as a program does. */
  async function decide(ruling) {
    const { token } = await api('/api');
    const answer = await fetch(`${base}/api/decisions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Claimbook-Token': token }, body: JSON.stringify(ruling),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    return answer.json();
  }

  /** A fresh visitor; `errors` gathers what must not happen. */
  async function visit(path, { scheme = 'light', ...more } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: scheme, reducedMotion: 'reduce', acceptDownloads: true, ...more });
    const page = await context.newPage();
    const errors = [];
    page.on('console', (m) => {
      if (m.type() === 'error') errors.push(`${m.text()} ${m.location().url}`);
    });
    page.on('pageerror', (e) => errors.push(e.message));
    page.on('dialog', (d) => errors.push(`a dialog: ${d.message()}`));
    page.on('request', (r) => {
      const { protocol, origin } = new URL(r.url());
      if (protocol.startsWith('http') && origin !== base) errors.push(`a request to ${r.url()}`);
    });
    await page.goto(base + path);
    await page.waitForSelector('main :is(h1, h2)', { state: 'attached' });
    const close = async () => {
      await context.close();
      assert.deepEqual(errors, []);
    };
    return { page, errors, close };
  }

  return {
    base, api, decide, visit, command, typed, folder,
    async stop() {
      await browser.close();
      server.removeAllListeners('exit');
      server.kill('SIGINT');
      await new Promise((done) => server.on('exit', done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Findings of axe-core that are serious. The page's policy forbids added scripts, so it is put in by the debugger. */
export async function serious(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} (${n.any[0]?.message ?? n.failureSummary})`).join(' | ')}`);
}

export async function shot(page, name) {
  await page.screenshot({ path: join(screens, `${name}.png`) });
}
