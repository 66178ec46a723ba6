// SPDX-License-Identifier: Apache-2.0
// A user acts as a role in one tab and as itself in another, comes back, and signs out everywhere: by keyboard alone.
import { accessible, arrived, equal, signIn, tabTo, tell, visitor, whoCalls } from './browser.mjs';

const { ENDPOINT, ACCOUNT, NAME, PASSWORD, ROLE } = process.env;
const SELF = `arn:aws:iam::${ACCOUNT}:user/${NAME}`;
const ACTING = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/${NAME}`;

const signedIn = async (browser) => {
  const one = await visitor(browser);
  await one.page.goto(`${ENDPOINT}/console/signin/${ACCOUNT}`);
  await signIn(one.page, ACCOUNT, NAME, PASSWORD);
  await arrived(one.page, ENDPOINT, NAME);
  return one;
};

const switched = (page, name) => page.waitForFunction(
  (expected) => document.querySelector('#acting')?.hidden === false && document.querySelector('[data-acting=name]').textContent === expected,
  name,
);

await tell(async (browser) => {
  const { context, page, faults } = await signedIn(browser);
  await tabTo(page, 'a[href="/console/switchrole"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#switch-role');
  await accessible(page);

  for (const [field, text] of [['#account', ACCOUNT], ['#roleName', 'nobody-s-role'], ['#displayName', 'Auditor <b>'], ['#color', '#b00020']]) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#switch-role [role=status]').textContent.startsWith('You may not'));
  await accessible(page);
  equal(await whoCalls(page), SELF, 'who calls after a refusal');

  await tabTo(page, '#roleName');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(ROLE);
  await page.keyboard.press('Enter');
  await switched(page, 'Auditor <b>');
  await accessible(page);
  equal(await page.title(), 'Auditor <b> - Portcullis', 'title while acting');
  equal(await page.evaluate(() => getComputedStyle(document.querySelector('#acting')).borderLeftColor), 'rgb(176, 0, 32)', 'colour of the role');
  equal(await whoCalls(page), ACTING, 'who calls in the tab that acts');

  const other = await context.newPage();
  await other.goto(`${ENDPOINT}/console/`);
  await arrived(other, ENDPOINT, NAME);
  equal(await other.locator('#acting').isHidden(), true, 'a role in the other tab');
  equal(await whoCalls(other), SELF, 'who calls in the other tab');
  await page.reload();
  await switched(page, 'Auditor <b>');
  equal(await whoCalls(page), ACTING, 'who calls after a reload');

  await other.goto(`${ENDPOINT}/console/switchrole?account=${ACCOUNT}&roleName=${ROLE}&displayName=By%20link&color=not-a-colour`);
  equal(await other.inputValue('#roleName'), ROLE, 'what the link fills in');
  equal(await whoCalls(other), SELF, 'who calls where only a link was opened');
  await tabTo(other, '#color');
  await other.keyboard.press('Control+A');
  await other.keyboard.press('Delete');
  await tabTo(other, '#switch-role button');
  await other.keyboard.press('Enter');
  await switched(other, 'By link');

  await tabTo(page, '#back');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#acting')?.hidden && document.title === 'Portcullis - Portcullis');
  await arrived(page, ENDPOINT, NAME);
  equal(await whoCalls(page), SELF, 'who calls after coming back');
  equal(await whoCalls(other), ACTING, 'who calls in the tab that still acts');

  const elsewhere = await signedIn(browser);
  equal(await whoCalls(elsewhere.page), SELF, 'who calls in the other browser');
  await tabTo(page, '#sign-out-everywhere');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${ENDPOINT}/signin`);
  await accessible(page);
  equal(await whoCalls(other), 'status 403', 'the role after everywhere');
  equal(await whoCalls(elsewhere.page), 'status 403', 'the other browser after everywhere');
  await elsewhere.page.reload();
  await elsewhere.page.waitForURL(`${ENDPOINT}/signin`);

  equal(JSON.stringify([faults, elsewhere.faults]), '[[],[]]', 'what the consoles tell');
});
console.log('told');
