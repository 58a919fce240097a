/** The messages on the screen; nodes are kept, so that only new ones are read aloud. */

import { button, h, icon } from '../dom.js';
import { formatCount, formatDay, formatTime } from '../format.js';
import { announce } from '../notify.js';
import { loading } from '../states.js';
import { discard, retry } from './outbox.js';

const NEAR_END_PX = 80;
const QUIET_MS = 500;

const dayOf = (at) => {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
};

function bubble(message, me, peerName) {
  const mine = message.from === me;
  return h('li', { class: `message ${mine ? 'message-mine' : ''}`, testid: 'chat-message', data: { id: message.id } },
    h('span', { class: 'sr-only' }, `${mine ? 'You' : peerName}: `),
    h('p', { class: 'bubble' }, message.body),
    h('time', { class: 'message-foot', datetime: message.at }, formatTime(message.at)));
}

function pendingBubble(item) {
  const failedToo = item.status === 'failed';
  return h('li', { class: 'message message-mine message-pending', testid: 'chat-message', data: { status: item.status } },
    h('span', { class: 'sr-only' }, 'You: '), h('p', { class: 'bubble' }, item.body),
    failedToo
      ? h('div', { class: 'message-failed' }, icon('alert', 16), h('span', {}, item.error ? `Not sent. ${item.error.message}` : 'Not sent yet.'),
        button('Try again', { kind: 'link', onClick: () => retry(item) }), button('Discard', { kind: 'link', onClick: () => discard(item) }))
      : h('span', { class: 'message-foot' }, icon('clock', 14), 'Sending'));
}

/** Puts `wanted` into `list` in order and touches only what is new or gone. */
function arrange(list, wanted) {
  const kept = new Set(wanted);
  for (const node of [...list.children]) if (!kept.has(node)) node.remove();
  wanted.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

/** `olderNode` stands on top for as long as older messages were left out. */
export function messageList({ me, peerName, timeline, emptyText, olderNode }) {
  const list = h('ol', { class: 'messages' });
  const jump = button('New messages', { kind: 'primary', iconName: 'down', class: 'btn btn-primary jump', hidden: true, onClick: () => toEnd() });
  const scroller = h('div', { class: 'messages-scroll', tabIndex: 0, role: 'log', 'aria-live': 'polite', 'aria-label': `Messages with ${peerName}`, testid: 'chat-messages' }, list);
  const node = h('div', { class: 'messages-box' }, scroller, jump);
  const nodes = new Map();
  const nodeFor = (key, make) => {
    if (!nodes.has(key)) nodes.set(key, make());
    return nodes.get(key);
  };
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    jump.hidden = true;
  };
  scroller.addEventListener('scroll', () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX) jump.hidden = true;
  });

  function wantedMessages() {
    let day = null;
    return timeline.messages().flatMap((message) => {
      const node = nodeFor(message.id, () => bubble(message, me, peerName));
      if (dayOf(message.at) === day) return [node];
      day = dayOf(message.at);
      const label = formatDay(day);
      return [nodeFor(`day-${day}`, () => h('li', { class: 'day' }, label)), node];
    });
  }
  function draw() {
    const wanted = wantedMessages();
    for (const item of timeline.pending()) wanted.push(nodeFor(`${item.txn}-${item.status}-${item.error?.message ?? ''}`, () => pendingBubble(item)));
    if (timeline.firstPage === 'awaited') wanted.unshift(nodeFor('loading', () => h('li', {}, loading('Loading messages'))));
    else if (timeline.olderLeftOut) wanted.unshift(olderNode);
    if (!wanted.length && timeline.firstPage === 'arrived') wanted.push(nodeFor('empty', () => h('li', { class: 'empty-text messages-empty' }, emptyText)));
    const hadFocus = list.contains(document.activeElement);
    arrange(list, wanted);
    if (hadFocus && !list.contains(document.activeElement)) scroller.focus({ preventScroll: true });
  }
  return {
    node,
    /** `stick` goes to the end in any case. */
    show({ stick = false } = {}) {
      const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
      const before = list.children.length;
      draw();
      if (stick || near) toEnd();
      else if (list.children.length > before) jump.hidden = false;
    },
    /** Keeps what is read where it is, and does not read the older messages aloud. */
    showOlder(count) {
      const kept = list.querySelector('.message');
      const before = kept?.getBoundingClientRect().top ?? 0;
      scroller.setAttribute('aria-live', 'off');
      draw();
      scroller.scrollTop += (kept?.getBoundingClientRect().top ?? 0) - before;
      announce(`${formatCount(count, 'older message')} shown`);
      setTimeout(() => scroller.setAttribute('aria-live', 'polite'), QUIET_MS);
    },
  };
}
