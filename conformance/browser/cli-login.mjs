// SPDX-License-Identifier: Apache-2.0
// What aws login does beside the browser: it listens on this machine, opens the link, and turns the code that comes back into credentials.
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { accessible, equal, signIn, tabTo, tell, visitor } from './browser.mjs';

const { ENDPOINT, ACCOUNT, NAME, PASSWORD } = process.env;
const SELF = `arn:aws:iam::${ACCOUNT}:user/${NAME}`;
const DEVTOOLS = 'arn:aws:signin:::devtools';

const encoded = (value) => Buffer.from(typeof value === 'object' && !Buffer.isBuffer(value) ? JSON.stringify(value) : value).toString('base64url');

const proof = ({ publicKey, privateKey }) => {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) };
  const claims = { htm: 'POST', htu: `${ENDPOINT}/v1/token`, iat: Math.floor(Date.now() / 1000), jti: randomUUID() };
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${encoded(sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`;
};

const token = async (keys, fields) => {
  const answer = await fetch(`${ENDPOINT}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', DPoP: proof(keys) },
    body: JSON.stringify(fields),
  });
  return { status: answer.status, ...(await answer.json()) };
};

/** A CLI that waits for the browser: where it listens, and what comes there. */
const listening = async () => {
  let came;
  const arrival = new Promise((resolve) => { came = resolve; });
  const server = createServer((request, response) => {
    response.end('You may close this.');
    if (request.url.startsWith('/oauth/callback')) {
      came(new URL(request.url, 'http://127.0.0.1').searchParams);
    }
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { redirect: `http://127.0.0.1:${server.address().port}/oauth/callback`, arrival, close: () => server.closeAllConnections() ?? server.close() };
};

const link = (client, redirect, verifier, state) => `${ENDPOINT}/v1/authorize?${new URLSearchParams({
  response_type: 'code',
  client_id: `${DEVTOOLS}/${client}`,
  state,
  code_challenge_method: 'SHA-256',
  scope: 'openid',
  redirect_uri: redirect,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
})}`;

const asked = async (page, where) => {
  await page.waitForFunction((expected) => document.querySelector('#authorize [data-field=where]')?.textContent === expected, where);
  equal(await page.textContent('#authorize [data-field=arn]'), SELF, 'whose credentials are asked for');
  await accessible(page);
};

await tell(async (browser) => {
  const { page, faults } = await visitor(browser);
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const verifier = randomBytes(48).toString('base64url');
  const cli = await listening();
  try {
    await page.goto(link('same-device', cli.redirect, verifier, 'state-1'));
    await page.waitForURL(`${ENDPOINT}/signin`); // nobody is signed in
    await signIn(page, ACCOUNT, NAME, PASSWORD);
    await asked(page, 'this machine');
    await tabTo(page, '#authorize button');
    await page.keyboard.press('Enter');
    const brought = await cli.arrival;
    equal(brought.get('state'), 'state-1', 'state that comes back');

    const redeemed = {
      clientId: `${DEVTOOLS}/same-device`,
      grantType: 'authorization_code',
      code: brought.get('code'),
      codeVerifier: verifier,
      redirectUri: cli.redirect,
    };
    const tokens = await token(keys, redeemed);
    equal(tokens.status, 200, 'status of the code');
    equal(tokens.tokenType, 'aws_sigv4', 'kind of the token');
    equal(JSON.parse(Buffer.from(tokens.idToken.split('.')[1], 'base64url')).sub, SELF, 'whose the credentials are');
    equal((await token(keys, redeemed)).error, 'AUTHCODE_EXPIRED', 'the code again');
    const refresh = { clientId: redeemed.clientId, grantType: 'refresh_token', refreshToken: tokens.refreshToken };
    equal((await token(keys, refresh)).status, 200, 'status of the refresh token');
    equal((await token(generateKeyPairSync('ec', { namedCurve: 'P-256' }), refresh)).error, 'TOKEN_EXPIRED', 'the refresh token with another key');
  } finally {
    cli.close();
  }

  await page.goto(link('cross-device', `${ENDPOINT}/v1/sessions/confirmation`, verifier, 'state-2'));
  await asked(page, 'another machine');
  await tabTo(page, '#authorize button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#code output');
  await accessible(page);
  const typed = new URLSearchParams(Buffer.from(await page.textContent('#code output'), 'base64').toString());
  equal(typed.get('state'), 'state-2', 'state in the code to be typed');

  await page.goto(link('same-device', 'https://elsewhere.example/callback', verifier, 'state-3'));
  await asked(page, 'this machine');
  await tabTo(page, '#authorize button');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#authorize [role=status]').textContent.includes('leads to no CLI'));
  await accessible(page);
  equal(JSON.stringify(faults), '[]', 'what the console tells');
});
console.log('told');
