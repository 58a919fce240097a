/** Password, sessions and camera consent. */

import { auth } from '../api.js';
import { readNotice } from '../dashboard/consent.js';
import { confirmDialog } from '../dialog.js';
import { button, fill, h, icon } from '../dom.js';
import { field, form, markIf } from '../form.js';
import { formatDateTime } from '../format.js';
import { toast, toastError } from '../notify.js';
import { session, withdrawConsent } from '../session.js';
import { failed, loading } from '../states.js';
import { deviceName } from './device-name.js';

export function passwordSection({ changed }) {
  const { user } = session.get();
  const who = h('input', { type: 'text', name: 'username', autocomplete: 'username', value: user.username, hidden: true, readOnly: true });
  const current = field({ name: 'current', label: 'Current password', type: 'password', autocomplete: 'current-password' });
  const next = field({
    name: 'new', label: 'New password', type: 'password', autocomplete: 'new-password', hint: 'At least 8 characters. Your other sessions end.',
    check: (value) => (value.length >= 8 ? null : 'Use at least 8 characters.'),
  });
  return form({
    fields: [current, next], submitLabel: 'Change password', testid: 'password-form',
    layout: [who, h('div', { class: 'form-pair' }, current.node, next.node)],
    submit: async ({ current: old, new: fresh }, node) => {
      await auth.changePassword(old, fresh);
      node.reset();
      toast('Your password is changed. Other sessions have ended.', { kind: 'done' });
      changed();
    },
    onFailure: ({ status }) => markIf([401, 403].includes(status), current, 'This is not your current password.'),
  });
}

function sessionItem(one, ended) {
  const name = deviceName(one.device);
  const end = button('End', {
    'aria-label': `End the session: ${name}`,
    onClick: async () => {
      try {
        await auth.endSession(one.id);
        await ended();
      } catch (error) {
        toastError(error);
      }
    },
  });
  return h('li', { class: 'row' }, icon('device', 22),
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'truncate font-medium', title: one.device }, name),
      h('p', { class: 'fine' }, `Since ${formatDateTime(one.created_at)}`), h('p', { class: 'fine' }, `Last seen ${formatDateTime(one.last_seen)}`)),
    one.current ? h('span', { class: 'tag' }, 'This one') : end);
}

/** After the session at `place` ended: to the next one's button, else to the heading. */
function focusNear(node, place) {
  const rows = [...node.querySelectorAll('li')];
  const near = [...rows.slice(place), ...rows.slice(0, place).reverse()].map((row) => row.querySelector('button')).find(Boolean);
  (near ?? node.closest('section')?.querySelector('h2'))?.focus();
}

export function sessionsSection(signal) {
  const node = h('div', {});
  async function refresh() {
    if (!node.children.length) fill(node, loading('Loading sessions', 2));
    try {
      const answer = await auth.sessions(signal);
      const ended = (place) => async () => {
        await refresh();
        focusNear(node, place);
      };
      fill(node, h('ul', { class: 'rows', testid: 'sessions' }, (answer.sessions ?? answer).map((one, place) => sessionItem(one, ended(place)))));
    } catch (error) {
      if (!signal.aborted) fill(node, failed(error, refresh));
    }
  }
  refresh();
  return { node, refresh };
}

async function withdraw() {
  const sure = await confirmDialog({
    title: 'Withdraw camera consent?', confirm: 'Withdraw',
    text: 'Attune will not read another frame until you agree again. Moods already in your history and your resting face stay until you erase them.',
  });
  if (!sure) return;
  try {
    await withdrawConsent();
    toast('Camera consent withdrawn.', { kind: 'done' });
  } catch (error) {
    toastError(error);
  }
}

export function consentSection(signal) {
  const node = h('div', { class: 'grid gap-3' });
  let shown;
  session.watch(({ user }) => {
    if (!user || user.consent === shown) return;
    shown = user.consent;
    fill(node,
      h('p', {}, shown ? `You agreed to the camera notice (version ${shown.version}) on ${formatDateTime(shown.at)}.` : 'You have not agreed to the camera notice. It is shown before the camera first starts.'),
      h('div', { class: 'flex flex-wrap gap-2' },
        button('Read the notice', { onClick: readNotice }),
        shown ? button('Withdraw consent', { kind: 'danger', testid: 'withdraw-consent', onClick: withdraw }) : null));
  }, signal);
  return node;
}
