'use strict';
// What one tab does apart from the others: it acts as a role.
(() => {
  const ACTING = 'portcullis-acting';
  const NEXT = 'portcullis-next';
  const find = (id) => document.getElementById(id);
  const half = () => localStorage.getItem('portcullis-session') ?? '';
  const acting = () => JSON.parse(sessionStorage.getItem(ACTING) ?? 'null');
  const call = (operation, body = {}) => {
    const role = acting();
    const headers = { 'content-type': 'application/json', 'x-portcullis-session': half() };
    if (role) {
      headers['x-portcullis-acting'] = role.id;
    }
    return fetch('/signin/api/' + operation, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const signInFirst = () => {
    sessionStorage.setItem(NEXT, location.pathname + location.search);
    location.replace('/signin');
  };
  const refused = async (answer) => {
    if (answer.status === 401) {
      signInFirst();
      return '';
    }
    return (await answer.json()).message;
  };

  // The link of an identity broker: it goes on by itself unless a session would be lost.
  const federated = find('federated');
  if (federated && !half()) {
    federated.submit();
  }

  // The link that signs out.
  const leaving = find('leaving');
  if (leaving) {
    const leave = async (event) => {
      event?.preventDefault();
      try {
        if (half()) {
          await call('sign-out');
        }
        localStorage.removeItem('portcullis-session');
        location.replace('/signin');
      } catch {
        leaving.querySelector('[role=status]').textContent = 'The server does not answer: the session is not ended.';
      }
    };
    leaving.addEventListener('submit', leave);
    if (leaving.dataset.atOnce === 'true') {
      leave();
    }
  }

  // aws login: who asks for what, and what becomes of it.
  const authorize = find('authorize');
  if (authorize) {
    const said = authorize.querySelector('[role=status]');
    const asked = Object.fromEntries(new URLSearchParams(location.search));
    const show = async () => {
      const answer = await call('session');
      if (!answer.ok) {
        signInFirst();
        return;
      }
      const session = await answer.json();
      const isHere = asked.client_id === 'arn:aws:signin:::devtools/same-device';
      const fields = { ...session, where: isHere ? 'this machine' : 'another machine' };
      for (const place of authorize.querySelectorAll('[data-field]')) {
        place.textContent = fields[place.dataset.field];
      }
      authorize.hidden = false;
    };
    authorize.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const answer = await call('authorize', asked);
        if (!answer.ok) {
          said.textContent = await refused(answer);
          return;
        }
        const given = await answer.json();
        if (given.redirect) {
          location.assign(given.redirect);
        } else {
          find('code').querySelector('output').textContent = given.code;
          find('code').hidden = false;
        }
      } catch {
        said.textContent = 'The server does not answer.';
      }
    });
    show().catch(() => {
      authorize.hidden = false;
      said.textContent = 'The server does not answer.';
    });
  }

  // The page that switches: what the link says is only filled in.
  const form = find('switch-role');
  if (form) {
    const said = form.querySelector('[role=status]');
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (form.elements[name] instanceof HTMLInputElement) {
        form.elements[name].value = value;
      }
    }
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      said.textContent = '';
      const field = (name) => form.elements[name].value.trim();
      try {
        const answer = await call('switch-role', { account: field('account'), roleName: field('roleName') });
        if (!answer.ok) {
          said.textContent = await refused(answer);
          return;
        }
        const role = await answer.json();
        const name = field('displayName') || role.roleName + ' @ ' + (role.alias ?? role.account);
        const color = field('color').replace(/^#?/, '#');
        sessionStorage.setItem(ACTING, JSON.stringify({ id: role.acting, name, color }));
        location.assign('/console/');
      } catch {
        said.textContent = 'The server does not answer.';
      }
    });
  }

  // The first page of a session: as whom this tab acts.
  const bar = find('acting');
  const role = acting();
  if (bar && role) {
    const forget = () => {
      sessionStorage.removeItem(ACTING);
      location.replace('/console/');
    };
    const show = async () => {
      const answer = await call('acting');
      if (!answer.ok) {
        forget();
        return;
      }
      const now = await answer.json();
      bar.querySelector('[data-acting=name]').textContent = role.name;
      bar.querySelector('[data-acting=arn]').textContent = now.arn;
      bar.querySelector('[data-acting=until]').textContent = new Date(now.expiresAt).toLocaleString();
      bar.style.borderLeft = '.5rem solid ' + (CSS.supports('color', role.color) ? role.color : 'currentcolor');
      bar.style.paddingLeft = '.5rem';
      bar.hidden = false;
      document.title = role.name + ' - Portcullis';
    };
    const problem = () => {
      find('status').textContent = 'The server does not answer.';
    };
    find('back').addEventListener('click', () => call('back').then(forget, problem));
    show().catch(problem);
  }
})();
