// SPDX-License-Identifier: Apache-2.0
// A user adds a passkey to the session that a password began, then signs in by it: without any name, and after the password.
import { accessible, equal, tell, visitor } from './browser.mjs';

const { ENDPOINT, ACCOUNT, NAME, PASSWORD } = process.env;

const withPasskey = async (browser) => {
  const { context, page, faults } = await visitor(browser);
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const password = async () => {
    await page.goto(`${ENDPOINT}/console/signin/${ACCOUNT}`);
    await page.fill('#name', NAME);
    await page.fill('#password', PASSWORD);
    await page.click('#sign-in button');
  };
  const arrived = async () => {
    await page.waitForURL(`${ENDPOINT}/console/`);
    await page.waitForFunction((expected) => document.querySelector('[data-field=name]').textContent === expected, NAME);
  };
  const leave = async () => {
    await page.click('#sign-out');
    await page.waitForURL(`${ENDPOINT}/signin`);
  };
  const says = (form, text) => page.waitForFunction(
    ([which, part]) => document.querySelector(`#${which} [role=status]`).textContent.startsWith(part),
    [form, text],
  );

  await password();
  await arrived();
  await page.fill('#passkey-name', 'laptop');
  await page.click('#passkey-new button');
  await says('passkey-new', `Added: arn:aws:iam::${ACCOUNT}:u2f/user/${NAME}/laptop-`);
  await accessible(page);
  const { credentials } = await device.send('WebAuthn.getCredentials', { authenticatorId });
  equal(credentials.length, 1, 'credentials on the device');
  equal(credentials[0].rpId, 'localhost', 'what the credential is for');
  await page.fill('#passkey-name', 'again');
  await page.click('#passkey-new button');
  await says('passkey-new', 'Not added.'); // the device has one already
  await leave();

  await accessible(page);
  await page.click('#passkey-alone button');
  await arrived();
  await leave();

  await password();
  await page.waitForSelector('#passkey-second');
  await accessible(page);
  equal(await page.locator('#code').count(), 0, 'fields for a code that no device shows');
  await page.click('#passkey-second button');
  await arrived();
  await leave();

  await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.click('#passkey-alone button');
  await says('passkey-alone', 'No passkey was used.');
  await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });

  const copy = { ...credentials[0], signCount: 0 }; // the device as it was when the passkey was made
  await device.send('WebAuthn.clearCredentials', { authenticatorId });
  await device.send('WebAuthn.addCredential', { authenticatorId, credential: copy });
  await page.click('#passkey-alone button');
  await page.waitForSelector('[role=alert]');
  await accessible(page);
  equal(JSON.stringify(faults), '[]', 'what the console tells');
  await context.close();
};

await tell(withPasskey);
console.log('told');
