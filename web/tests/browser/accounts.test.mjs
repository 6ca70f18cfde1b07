// People who sign in: the way in and out, what each role is offered, what visitors see, a session that ends at work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { password, serious, shot, start } from './start.mjs';

const SCRIPT = '<img src=x onerror=window.stolen=1>';
let book;
let harir;
before(async () => {
  const users = { root: 'admin', rita: 'reader', carl: 'coder', vera: 'reviewer', paul: 'publisher', [SCRIPT]: 'coder' };
  book = await start({ users, serve: ['--public', '--delay-days', '0'] });
  const { items } = await book.api('/api/linked?limit=200');
  harir = items.find((i) => i.accounts.length > 3);
});
after(() => book?.stop());

/** The browser itself notes every 401; that is what happens to who is not signed in. */
const close = async ({ errors, close }) => {
  errors.splice(0, errors.length, ...errors.filter((e) => !/status of 40[13]/.test(e)));
  await close();
};
async function signIn(page, name, words = password(name)) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
/** A visitor who is signed in and looks at an address. */
async function enter(name, path) {
  const visitor = await book.visit(path === '/' ? '/signin' : path);
  await signIn(visitor.page, name);
  await visitor.page.waitForSelector('.who');
  return visitor;
}

test('who is not signed in sees where to, whatever the address; with the password the page is there', async () => {
  for (const path of ['/review', `/incidents/${harir.id}`, '/log', '/users', '/nowhere']) {
    const visitor = await book.visit(path);
    assert.equal(await visitor.page.textContent('h1'), 'Sign in', path);
    assert.equal(await visitor.page.locator('nav a').count(), 0);
    await close(visitor);
  }
  const visitor = await book.visit(`/incidents/${harir.id}`);
  const { page } = visitor;
  assert.equal(await page.evaluate(() => document.activeElement.name), 'username');
  assert.deepEqual(await serious(page), []);
  await shot(page, 'sign-in');
  await signIn(page, 'rita', 'not her password');
  await page.waitForSelector('[role="alert"]');
  assert.match(await page.textContent('[role="alert"]'), /name or password is wrong/);
  assert.equal(await page.inputValue('[name="password"]'), '');
  await signIn(page, 'rita');
  await page.waitForSelector('td.conflict');
  assert.match(await page.textContent('.who'), /rita, reader/);
  assert.equal(new URL(page.url()).pathname, `/incidents/${harir.id}`);
  assert.deepEqual(await serious(page), []);
  await shot(page, 'signed-in');
  const cookies = await page.context().cookies();
  assert.ok(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === 'Strict');
  assert.equal(await page.evaluate(() => document.cookie), '');
  assert.ok(!JSON.stringify(await page.evaluate(() => ({ ...localStorage, ...sessionStorage }))).includes('session'));

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForSelector('h1:text("Published incidents")');
  await page.goBack();
  await page.waitForSelector('h1:text("Sign in")');
  assert.equal(await page.locator('td.conflict').count(), 0);
  await close(visitor);
});

const OFFERED = {
  rita: { keys: {}, buttons: [], grade: 0, people: 0 },
  carl: { keys: { e: '.record form select', c: '.record form input' }, buttons: ['edit', 'note'], grade: 0, people: 0 },
  vera: { keys: {}, buttons: ['accept', 'reject', 'edit', 'note'], grade: 1, people: 0 },
  root: { keys: { f: '.record form input' }, buttons: ['accept', 'reject', 'edit', 'note'], grade: 1, people: 1 },
};
for (const [name, wanted] of Object.entries(OFFERED)) {
  test(`${name} is offered what the role may do, and no more`, async () => {
    const visitor = await enter(name, '/review?kind=record');
    const { page } = visitor;
    await page.waitForSelector('.answers');
    const buttons = (await page.locator('.answers button').allTextContents()).map((t) => t.trim().split(/\s+/).at(-1));
    assert.deepEqual(buttons.filter((b) => b !== 'later'), wanted.buttons);
    const kinds = await page.locator('.kinds button').allTextContents();
    assert.equal(kinds.includes('publish'), ['rita', 'root'].includes(name), 'who only reads sees the whole queue');
    await shot(page, `review-${name}`);
    const { total } = await book.api('/api/decisions');
    for (const key of ['a', 'x', 'e', 'c', 'f', 'b', '1']) {
      if (wanted.buttons.includes('accept') && 'ax1b'.includes(key)) continue;
      await page.keyboard.press(key);
      await page.waitForTimeout(120);
      const opened = wanted.keys[key];
      if (opened) assert.ok(await page.locator(opened).count(), `${key} opens ${opened}`);
      else if (!wanted.buttons.includes('accept')) {
        // What was said of one key is gone with the next; a digit that picks nothing says nothing.
        const said = page.locator('.record [role="status"]');
        if (key !== '1' || (await said.count())) assert.match(await said.textContent({ timeout: 5000 }), /is not for the role of a|no answer|alike/, key);
      }
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
    assert.equal((await book.api('/api/decisions')).total, total, 'nothing was decided');
    await page.goto(`${book.base}/publishers`);
    await page.waitForSelector('tbody tr');
    assert.equal(Number((await page.locator('select').count()) > 0), wanted.grade);
    assert.equal(await page.getByRole('link', { name: 'Users' }).count(), wanted.people);
    await close(visitor);
  });
}

test('what one role approved another publishes, and it is what anybody sees', async () => {
  const step = async (name, button, state) => {
    const visitor = await enter(name, `/incidents/${harir.id}`);
    const { page } = visitor;
    await page.waitForSelector('td.conflict');
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.waitForFunction((s) => document.querySelector('.side .chip')?.textContent.includes(s), state);
    const left = await page.locator('.side button').allTextContents();
    await close(visitor);
    return left;
  };
  const carl = await enter('carl', `/incidents/${harir.id}`);
  await carl.page.waitForSelector('td.conflict');
  assert.ok(!(await carl.page.locator('.side button').allTextContents()).some((t) => /Accept|Approve|Publish/.test(t)));
  await close(carl);

  const before = await book.visit('/');
  await before.page.waitForSelector('td:text("Nothing is published yet")');
  assert.equal(await before.page.getByRole('link', { name: 'Sign in' }).count(), 1);
  await close(before);

  await step('vera', 'Accept all accounts', 'reviewed');
  const left = await step('vera', 'Approve', 'approved');
  assert.ok(!left.includes('Publish'), `${left}`);
  await step('paul', 'Publish', 'published');
  const decided = (await book.api('/api/decisions?act=publish')).items[0];
  assert.equal(decided.by, 'paul');

  const visitor = await book.visit('/public');
  const { page } = visitor;
  await page.waitForFunction((n) => document.querySelectorAll('tbody tr').length === n, harir.accounts.length);
  assert.deepEqual(await serious(page), []);
  await shot(page, 'public');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  await close(visitor);
  // Who took part is offered to take back what the role may.
  const back = async (name) => {
    const one = await enter(name, `/incidents/${harir.id}`);
    await one.page.waitForSelector('ol li strong');
    const count = await one.page.getByRole('button', { name: 'take back' }).count();
    await close(one);
    return count;
  };
  assert.deepEqual([await back('carl'), await back('vera'), await back('paul')], [0, 0, 3]);
});

test('what could not be saved when a session ended is there for its author, and not for another', async () => {
  const visitor = await enter('carl', '/review?kind=record');
  const { page } = visitor;
  await page.waitForSelector('.item[aria-current]');
  book.typed('a new and long password', 'user', 'change', 'carl', '--password');
  await page.keyboard.press('c');
  await page.locator('.record form input').fill('read twice');
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1:text("Sign in")');
  assert.match(await page.textContent('.failed'), /noted/);
  await shot(page, 'session-ended');
  await signIn(page, 'carl', 'a new and long password');
  await page.waitForSelector('.item[aria-current]');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForFunction(() => document.querySelector('.save')?.dataset.state === 'saved');
  const last = (await book.api('/api/decisions?order=newest&limit=1')).items[0];
  assert.deepEqual([last.by, last.act, last.reason], ['carl', 'note', 'read twice']);

  book.typed('a third and long password', 'user', 'change', 'carl', '--password');
  await page.keyboard.press('c');
  await page.locator('.record form input').fill('for nobody else');
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1:text("Sign in")');
  await signIn(page, 'vera');
  await page.waitForFunction(() => /vera/.test(document.querySelector('.who')?.textContent ?? ''));
  assert.equal(await page.locator('.failed').count(), 0);
  await close(visitor);
});

test('markup in the name of an account is a name', async () => {
  const visitor = await enter(SCRIPT, '/review?kind=record');
  const { page } = visitor;
  await page.waitForSelector('.item[aria-current]');
  assert.ok((await page.textContent('.who')).includes(SCRIPT));
  await page.keyboard.press('c');
  await page.locator('.record form input').fill('mine');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.save')?.dataset.state === 'saved');
  await page.goto(`${book.base}/log?kind=decided`);
  await page.waitForSelector('tbody tr');
  assert.ok((await page.textContent('tbody')).includes(SCRIPT));
  await close(visitor);
  const admin = await enter('root', '/users');
  await admin.page.waitForSelector('tbody tr');
  assert.ok((await admin.page.textContent('tbody')).includes(SCRIPT));
  assert.deepEqual(await serious(admin.page), []);
  await shot(admin.page, 'users');
  assert.equal(await admin.page.evaluate(() => globalThis.stolen), undefined);
  assert.equal(await admin.page.locator('main img').count(), 0);
  await close(admin);
});
