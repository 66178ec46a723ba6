// SPDX-License-Identifier: Apache-2.0
// Two users, each with a device and a password to be changed, sign in for the first time: one by keyboard alone, one without script.
import { accessible, equal, tell, visitor } from './browser.mjs';

const { ENDPOINT, ACCOUNT, PASSWORD, NEXT_PASSWORD, NAMES, CODES } = process.env;
const [name, otherName] = NAMES.split(' ');
const [code, otherCode] = CODES.split(' ');

const withScript = async (browser) => {
  const { context, page, faults } = await visitor(browser);
  await page.goto(`${ENDPOINT}/console/signin/${ACCOUNT}`);
  await accessible(page);
  equal(await page.inputValue('#account'), ACCOUNT, 'account of the path');
  equal(await page.evaluate(() => document.cookie), '', 'cookies that a script sees');

  const type = async (text, thenPress) => {
    await page.keyboard.type(text);
    await page.keyboard.press(thenPress);
  };
  await page.focus('#account');
  await page.keyboard.press('Tab');
  await type(name, 'Tab');
  await type('not the password', 'Tab');
  await page.keyboard.press('Space'); // remember me
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]');
  await accessible(page);
  equal(await page.inputValue('#name'), name, 'name after a failure');
  equal(await page.inputValue('#password'), '', 'password after a failure');

  await page.focus('#password');
  await type(PASSWORD, 'Enter');
  await page.waitForSelector('#code');
  await accessible(page);
  await type(code, 'Enter'); // the field has the focus
  await page.waitForSelector('#new-password');
  await accessible(page);
  await type(NEXT_PASSWORD, 'Tab');
  await type(NEXT_PASSWORD, 'Enter');

  await page.waitForURL(`${ENDPOINT}/console/`);
  await page.waitForFunction((expected) => document.querySelector('[data-field=name]').textContent === expected, name);
  await accessible(page);
  equal(await page.evaluate(() => document.cookie), '', 'cookies that a script sees');
  const half = await page.evaluate(() => localStorage.getItem('portcullis-session'));
  equal(half.length, 43, 'length of the second half');
  const status = (headers) => page.evaluate(async (given) => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    return (await fetch('/', { method: 'POST', body, headers: given })).status;
  }, headers);
  equal(await status({ 'x-portcullis-session': half }), 200, 'a call with both halves');
  equal(await status({}), 403, 'a call with the cookie alone');
  const before = await page.goBack().then(() => page.content(), (error) => error.message); // it may not be kept: then there is none
  equal(before.includes(half), false, 'the half on the page before');

  const foreign = await context.newPage();
  await foreign.setContent(`<iframe src="${ENDPOINT}/health/live"></iframe><iframe src="${ENDPOINT}/signin"></iframe>`);
  const [, open, closed] = foreign.frames();
  equal((await open.textContent('body')).trim(), 'live', 'a frame of what may be framed');
  equal(await closed.locator('form').count(), 0, 'forms in a frame');
  await foreign.close();
  equal(faults.splice(0).every((fault) => fault.startsWith('Framing ')), true, 'what the console tells of frames');

  await page.goto(`${ENDPOINT}/console/`);
  await page.click('#sign-out');
  await page.waitForURL(`${ENDPOINT}/signin`);
  equal(await page.evaluate(() => localStorage.getItem('portcullis-session')), null, 'the half after signing out');
  equal(await page.inputValue('#name'), name, 'the remembered name');
  await page.click('text=Sign in as root user');
  await page.waitForSelector('#email');
  await accessible(page);
  equal(JSON.stringify(faults), '[]', 'what the console tells');
  await context.close();
};

const withoutScript = async (browser) => {
  const { context, page, faults } = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`${ENDPOINT}/signin`);
  await page.fill('#account', ACCOUNT);
  await page.fill('#name', otherName);
  await page.fill('#password', PASSWORD);
  await page.keyboard.press('Enter');
  await page.fill('#code', otherCode);
  await page.keyboard.press('Enter');
  await page.fill('#new-password', NEXT_PASSWORD);
  await page.fill('#repeated', NEXT_PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=Signed in as');
  await page.click('text=Sign out everywhere');
  await page.waitForSelector('text=The session in this browser is over.');
  equal(JSON.stringify(faults), '[]', 'what the console tells');
  await context.close();
};

await tell(async (browser) => {
  await withScript(browser);
  await withoutScript(browser);
});
console.log('told');
