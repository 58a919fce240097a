/** Where a message is written. Enter sends, Shift and Enter makes a new line. */

import { h, icon } from '../dom.js';

const MOST = 4000;
const COUNT_FROM = 3000;
const TALLEST_PX = 180;

/** What was written but not sent, by conversation, for as long as the page lives. */
const drafts = new Map();

export function composer({ key, peerName, onSend }) {
  const input = h('textarea', {
    class: 'composer-input', rows: 1, id: 'chat-input', testid: 'chat-input', value: drafts.get(key) ?? '',
    placeholder: `Message ${peerName}`, 'aria-label': `Message to ${peerName}`, 'aria-describedby': 'chat-count chat-keys', enterkeyhint: 'send',
  });
  const count = h('p', { class: 'composer-count', id: 'chat-count', role: 'status' });
  const send = h('button', { type: 'submit', class: 'btn btn-primary composer-send', testid: 'chat-send', 'aria-label': 'Send' }, icon('send'));
  const node = h('form', { class: 'composer' }, h('div', { class: 'composer-row' }, input, send),
    h('div', { class: 'composer-foot' }, h('p', { class: 'fine', id: 'chat-keys' }, 'Enter sends, Shift + Enter makes a new line'), count));

  function show() {
    const length = [...input.value].length;
    drafts.set(key, input.value);
    count.textContent = length >= COUNT_FROM ? `${length} of ${MOST} characters` : '';
    count.classList.toggle('composer-over', length > MOST);
    send.disabled = length > MOST || !input.value.trim();
    input.style.height = 'auto';
    input.style.height = `${Math.min(TALLEST_PX, input.scrollHeight + 2)}px`;
  }
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    node.requestSubmit();
  });
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    const body = input.value.trim();
    if (!body || [...body].length > MOST) return;
    input.value = '';
    show();
    input.focus();
    onSend(body);
  });
  requestAnimationFrame(show);
  show();
  return node;
}

export function forgetDrafts() {
  drafts.clear();
}
