'use strict';
(() => {
  const HALF = 'portcullis-session';
  const ACCOUNT = 'portcullis-account';
  const find = (id) => document.getElementById(id);
  const call = (operation) => fetch('/signin/api/' + operation, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-portcullis-session': localStorage.getItem(HALF) ?? '' },
    body: '{}',
  });
  const leave = () => {
    localStorage.removeItem(HALF);
    location.replace('/signin');
  };

  // After sign-in: the half of the session that only our pages have comes once, and stays in this origin.
  const landing = document.querySelector('[data-half]');
  if (landing) {
    localStorage.setItem(HALF, landing.dataset.half);
    location.replace(sessionStorage.getItem('portcullis-next') ?? landing.dataset.next);
    sessionStorage.removeItem('portcullis-next');
    return;
  }

  // The sign-in page: account and name, if they are to be remembered.
  const form = find('sign-in');
  const remember = find('remember');
  if (form && remember) {
    const known = JSON.parse(localStorage.getItem(ACCOUNT) ?? 'null');
    if (known) {
      remember.checked = true;
      form.account.value ||= known.account;
      if (form.account.value === known.account) {
        form.elements.name.value ||= known.name;
      }
    }
    form.addEventListener('submit', () => {
      if (remember.checked) {
        localStorage.setItem(ACCOUNT, JSON.stringify({ account: form.account.value, name: form.elements.name.value }));
      } else {
        localStorage.removeItem(ACCOUNT);
      }
    });
  }

  // Passkeys, where the browser has them: alone on the sign-in page, after a password on the next one.
  const passkeys = window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.prototype.toJSON;
  const withPasskey = (which, options) => {
    which?.addEventListener('submit', async (event) => {
      event.preventDefault();
      const status = which.querySelector('[role=status]');
      status.textContent = '';
      try {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(await options()));
        const credential = await navigator.credentials.get({ publicKey });
        which.passkey.value = JSON.stringify(credential.toJSON());
      } catch {
        status.textContent = 'No passkey was used. Try again, or sign in another way.';
        return;
      }
      which.submit();
    });
  };
  const alone = find('passkey-alone');
  if (passkeys && alone) {
    alone.hidden = false;
    withPasskey(alone, async () => (await (await call('passkey-options')).json()).passkeyOptions);
  }
  const second = find('passkey-second');
  if (passkeys) {
    withPasskey(second, async () => second.dataset.options);
  } else if (second) {
    second.querySelector('[role=status]').textContent = 'This browser knows no passkeys.';
  }

  // The first page of a session.
  if (!find('session')) {
    return;
  }
  const query = async (parameters) => {
    const answer = await fetch('/', {
      method: 'POST',
      headers: { 'x-portcullis-session': localStorage.getItem(HALF) ?? '' },
      body: new URLSearchParams({ Version: '2026-11-01', ...parameters }),
    });
    const xml = new DOMParser().parseFromString(await answer.text(), 'text/xml');
    const text = (name) => xml.getElementsByTagName(name)[0]?.textContent ?? '';
    if (!answer.ok) {
      throw new Error(text('Message') || answer.statusText);
    }
    return text;
  };
  const newPasskey = find('passkey-new');
  newPasskey.hidden = !passkeys;
  newPasskey.addEventListener('submit', async (event) => {
    event.preventDefault();
    const said = newPasskey.querySelector('[role=status]');
    said.textContent = '';
    try {
      const begun = await query({ Action: 'BeginPasskeyRegistration' });
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(begun('Options')));
      const credential = await navigator.credentials.create({ publicKey });
      const answer = JSON.stringify(credential.toJSON());
      const PasskeyName = newPasskey.elements.name.value;
      const done = await query({ Action: 'FinishPasskeyRegistration', PasskeyName, Answer: answer });
      said.textContent = 'Added: ' + done('SerialNumber');
      newPasskey.reset();
    } catch (problem) {
      said.textContent = 'Not added. ' + problem.message;
    }
  });

  const status = find('status');
  const show = (session) => {
    const fields = {
      name: session.name,
      arn: session.arn,
      account: session.alias ? session.account + ' (' + session.alias + ')' : session.account,
      until: new Date(session.expiresAt).toLocaleString() + ' at the latest; after '
        + session.idleSeconds / 60 + ' minutes without a request',
    };
    for (const place of document.querySelectorAll('[data-field]')) {
      place.textContent = fields[place.dataset.field];
    }
    const left = new Date(session.endsUnusedAt) - Date.now();
    status.textContent = left < 60000 ? 'This session ends in less than a minute.' : '';
    setTimeout(watch, Math.max(1000, left < 60000 ? left : left - 59000));
  };
  const watch = async () => {
    try {
      const answer = await call('session');
      if (answer.status === 401) {
        leave();
      } else if (answer.ok) {
        show(await answer.json());
      } else {
        throw new Error(answer.statusText);
      }
    } catch {
      status.textContent = 'The server does not answer.';
    }
  };
  for (const operation of ['sign-out', 'sign-out-everywhere']) {
    find(operation).addEventListener('click', async () => {
      try {
        await call(operation);
        leave();
      } catch {
        status.textContent = 'The server does not answer: the session is not ended.';
      }
    });
  }
  watch();
})();
