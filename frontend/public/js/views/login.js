/** Sign in. */

import { h } from '../dom.js';
import { field, form } from '../form.js';
import { login } from '../session.js';
import { authFrame } from './auth-frame.js';

function mount(root) {
  const name = field({ name: 'login', label: 'Username or e-mail', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' });
  const password = field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' });
  authFrame(root, {
    heading: 'Welcome back',
    note: 'Sign in to pick up where you left off.',
    form: form({
      fields: [name, password], submitLabel: 'Sign in', testid: 'login-form', wide: true,
      submit: ({ login: who, password: secret }) => login(who, secret),
      onFailure: ({ status }) => {
        if (status === 401) for (const one of [name, password]) one.input.setAttribute('aria-invalid', 'true');
      },
    }),
    other: ['New here? ', h('a', { href: '#/register' }, 'Create an account'), h('br'), 'Forgot your password? Whoever runs this Attune can give you a new one.'],
  });
}

export const loginView = { title: 'Sign in', open: true, mount };
