// SPDX-License-Identifier: Apache-2.0
// An identity broker sends a browser in with the credentials of a role; one that has a session already is asked first.
import { accessible, arrived, equal, signIn, tabTo, tell, visitor, whoCalls } from './browser.mjs';

const { ENDPOINT, ACCOUNT, NAME, PASSWORD, SESSION, ARN } = process.env;
const GUEST = ARN.split(':').at(-1).split('/').slice(1).join('/');

const link = async (destination) => {
  const asked = await fetch(`${ENDPOINT}/federation?${new URLSearchParams({ Action: 'getSigninToken', Session: SESSION })}`);
  equal(asked.status, 200, 'status of getSigninToken');
  const { SigninToken } = await asked.json();
  return `${ENDPOINT}/federation?${new URLSearchParams({ Action: 'login', Issuer: 'broker.example', Destination: destination, SigninToken })}`;
};

await tell(async (browser) => {
  const fresh = await visitor(browser);
  await fresh.page.goto(await link('/console/?from=broker'));
  await fresh.page.waitForURL(`${ENDPOINT}/console/?from=broker`);
  await fresh.page.waitForFunction((arn) => document.querySelector('[data-field=arn]')?.textContent === arn, ARN);
  await accessible(fresh.page);
  equal(await whoCalls(fresh.page), ARN, 'who calls after the link');
  equal(await fresh.page.evaluate(() => document.cookie), '', 'cookies that a script sees');
  await fresh.page.goto(`${ENDPOINT}/federation?Action=logout`); // as if somebody had typed it
  await fresh.page.waitForURL(`${ENDPOINT}/signin`);
  equal(await whoCalls(fresh.page), 'status 403', 'who calls after logout');

  const busy = await visitor(browser);
  await busy.page.goto(`${ENDPOINT}/console/signin/${ACCOUNT}`);
  await signIn(busy.page, ACCOUNT, NAME, PASSWORD);
  await arrived(busy.page, ENDPOINT, NAME);
  await busy.page.goto(await link(`${ENDPOINT}/console/`));
  await busy.page.waitForSelector(`#federated >> text=${GUEST}`);
  await accessible(busy.page);
  equal((await whoCalls(busy.page)).endsWith(`:user/${NAME}`), true, 'the session before somebody agrees');
  await tabTo(busy.page, '#federated button');
  await busy.page.keyboard.press('Enter');
  await busy.page.waitForFunction((arn) => document.querySelector('[data-field=arn]')?.textContent === arn, ARN);
  equal(await whoCalls(busy.page), ARN, 'who calls after somebody agreed');

  const foreign = await busy.context.newPage();
  await foreign.setContent(`<a href="${ENDPOINT}/federation?Action=logout">out</a>`);
  await foreign.click('a');
  await foreign.waitForSelector('#leaving button');
  await accessible(foreign);
  equal(await whoCalls(foreign), ARN, 'who calls before somebody signs out');
  await tabTo(foreign, '#leaving button');
  await foreign.keyboard.press('Enter');
  await foreign.waitForURL(`${ENDPOINT}/signin`);
  equal(await whoCalls(busy.page), 'status 403', 'who calls after logout');

  const elsewhere = await link('https://elsewhere.example/').then((url) => fetch(url));
  equal(elsewhere.status, 400, 'status of a link that leads elsewhere');
  equal(JSON.stringify([fresh.faults, busy.faults]), '[[],[]]', 'what the consoles tell');
});
console.log('told');
