// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, with what every story wants of it: nothing in the console, no violation that axe finds.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const equal = (actual, expected, what) => {
  if (actual !== expected) {
    throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
};

/** Starts the browser, tells the story, and ends the browser. */
export const tell = async (story) => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    await story(browser);
  } finally {
    await browser.close();
  }
};

/** A new page of a new visitor, and what goes wrong in all of its pages; refusals with a status are what pages answer, not faults of theirs. */
export const visitor = async (browser, options = {}) => {
  const context = await browser.newContext(options);
  const faults = [];
  context.setDefaultTimeout(20000);
  context.on('page', (page) => {
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('the server responded with a status of')) {
        faults.push(message.text());
      }
    });
  });
  return { context, page: await context.newPage(), faults };
};

/** Goes from control to control with the tabulator, from the top of the page, until the one with that selector has the focus. */
export const tabTo = async (page, selector) => {
  await page.evaluate(() => document.activeElement?.blur());
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) {
      return;
    }
  }
  throw new Error(`no way to ${selector} by keyboard on ${page.url()}`);
};

/** Signs a user in at the page that is open, by keyboard alone. */
export const signIn = async (page, account, name, password) => {
  await page.waitForSelector('#account');
  for (const [field, text] of [['#account', account], ['#name', name], ['#password', password]]) {
    await tabTo(page, field);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
};

/** The page of a session is there, and says whose it is. */
export const arrived = async (page, endpoint, name) => {
  await page.waitForURL(`${endpoint}/console/**`);
  await page.waitForFunction((expected) => document.querySelector('[data-field=name]')?.textContent === expected, name);
};

/** Who calls in this tab, as STS says: an ARN, or the status of the refusal. */
export const whoCalls = (page) => page.evaluate(async () => {
  const headers = { 'x-portcullis-session': localStorage.getItem('portcullis-session') ?? '' };
  const acting = JSON.parse(sessionStorage.getItem('portcullis-acting') ?? 'null');
  if (acting) {
    headers['x-portcullis-acting'] = acting.id;
  }
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  const answer = await fetch('/', { method: 'POST', body, headers });
  return answer.ok ? (await answer.text()).match(/<Arn>(.*)<\/Arn>/)[1] : `status ${answer.status}`;
});

/** No violation on the page, in light and in dark colours. */
export const accessible = async (page) => {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => window.axe.run());
    if (violations.length > 0 || passes.length === 0) {
      throw new Error(`${page.url()} in ${colorScheme}: ${JSON.stringify(violations, null, 1)}`);
    }
  }
};
