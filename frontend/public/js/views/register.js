/** Create an account. */

import { h } from '../dom.js';
import { field, form, markIf } from '../form.js';
import { GENDERS } from '../genders.js';
import { register } from '../session.js';
import { authFrame } from './auth-frame.js';

const checkUsername = (name) =>
  (/^[a-z0-9_.-]{3,32}$/i.test(name) ? null : 'Use 3 to 32 letters, digits, dots, hyphens or underscores.');
const checkPassword = (password) => (password.length >= 8 && password.length <= 256 ? null : 'Use 8 to 256 characters.');

function accountFields() {
  return {
    username: field({ name: 'username', label: 'Username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 32, check: checkUsername }),
    email: field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email' }),
    password: field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: 'At least 8 characters. A short sentence works well.', check: checkPassword }),
    displayName: field({ name: 'display_name', label: 'Display name', optional: true, autocomplete: 'nickname', maxlength: 60 }),
    age: field({ name: 'age', label: 'Age', type: 'number', optional: true, min: 13, max: 120, step: 1, inputmode: 'numeric' }),
    gender: field({ name: 'gender', label: 'Gender', optional: true, suggestions: GENDERS, autocomplete: 'sex', maxlength: 40 }),
    invite: field({ name: 'invite', label: 'Invitation code', hint: 'This Attune takes new members by invitation.', autocomplete: 'off' }),
  };
}

/** Only what was filled in is sent. */
function toAccount({ age, ...rest }) {
  const given = Object.entries(rest).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(given), ...(age ? { age: Number(age) } : {}) };
}

/** `param` is the code of an invitation, from its link. */
function mount(root, { param }) {
  const fields = accountFields();
  fields.invite.node.hidden = !param;
  fields.invite.input.value = param ?? '';
  authFrame(root, {
    heading: 'Create your account',
    note: 'A username, an e-mail address and a password are enough.',
    form: form({
      fields: Object.values(fields), submitLabel: 'Create account', testid: 'register-form', wide: true,
      layout: [fields.username.node, fields.email.node, fields.password.node,
        h('div', { class: 'form-pair' }, fields.displayName.node, fields.age.node), fields.gender.node, fields.invite.node],
      submit: (values) => register(toAccount(values)),
      onFailure({ code, message }) {
        if (!code.includes('invite')) return undefined;
        fields.invite.node.hidden = false;
        return markIf(true, fields.invite, message);
      },
    }),
    other: ['Already a member? ', h('a', { href: '#/login' }, 'Sign in')],
  });
}

export const registerView = { title: 'Create account', open: true, mount };
