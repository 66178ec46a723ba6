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

/** A new page of a new visitor, and what goes wrong in it; refusals with a status are what pages answer, not faults of theirs. */
export const visitor = async (browser, options = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('the server responded with a status of')) {
      faults.push(message.text());
    }
  });
  page.setDefaultTimeout(20000);
  return { context, page, faults };
};

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
