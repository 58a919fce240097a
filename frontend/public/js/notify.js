/** Toasts and the polite live region. */

import { button, h, icon, iconButton } from './dom.js';

const STAY_MS = 6_000;
const STAY_WITH_ACTIONS_MS = 12_000;
const KEEP_AT_MOST = 3;

const stack = () => document.getElementById('toasts');

/** Reads a sentence to people who use a screen reader. */
export function announce(text) {
  const region = document.getElementById('announcer');
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 60);
}

/** The toast stays while the pointer or the focus is on it. */
function expire(node, ms) {
  let timer;
  const start = () => { timer = setTimeout(() => node.remove(), ms); };
  const hold = () => clearTimeout(timer);
  node.addEventListener('pointerenter', hold);
  node.addEventListener('focusin', hold);
  node.addEventListener('pointerleave', start);
  node.addEventListener('focusout', start);
  start();
}

/** `actions` are `{label, run}`; running one closes the toast. One with a `key` replaces the former of that key. */
export function toast(text, { kind = 'note', actions = [], detail = null, key = null } = {}) {
  if (key) stack().querySelector(`[data-key="${key}"]`)?.remove();
  const node = h('div', { class: `toast toast-${kind}`, data: key ? { key } : undefined },
    icon(kind === 'error' ? 'alert' : kind === 'done' ? 'check' : 'wave'),
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'toast-text', role: kind === 'error' ? 'alert' : 'status' }, text),
      detail ? h('p', { class: 'toast-detail' }, detail) : null),
    actions.map(({ label, run }) => button(label, { kind: 'toast', testid: `toast-${label.toLowerCase().replaceAll(' ', '-')}`, onClick: () => { node.remove(); run(); } })),
    iconButton('Dismiss', 'close', { class: 'btn-small', onClick: () => node.remove() }));
  stack().append(node);
  while (stack().children.length > KEEP_AT_MOST) stack().firstChild.remove();
  expire(node, actions.length || kind === 'error' ? STAY_WITH_ACTIONS_MS : STAY_MS);
  return node;
}

/** Says what went wrong, with the request id that the operator can look up. */
export function toastError(error, prefix = '') {
  if (error?.name === 'AbortError') return;
  const id = error?.requestId;
  toast(prefix ? `${prefix} ${error.message}` : error.message, { kind: 'error', detail: id ? `Request ${id}` : null });
}
