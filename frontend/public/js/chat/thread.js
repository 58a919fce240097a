/** One open conversation: its messages, its polling, its composer. */

import { chat } from '../api.js';
import { fill, h, icon } from '../dom.js';
import { toastError } from '../notify.js';
import { session } from '../session.js';
import { failed } from '../states.js';
import { ASSISTANT, avatar, nameOf } from './avatar.js';
import { composer } from './composer.js';
import { keyOf, peopleFound } from './conversation-list.js';
import { messageList } from './message-list.js';
import { olderMessages } from './older-messages.js';
import { onSent, outbox, post } from './outbox.js';
import { poll } from './poll.js';
import { threadMenu } from './thread-menu.js';
import { createTimeline } from './timeline.js';
import { conversations, refreshConversations } from './unread.js';

const ABOUT_ASSISTANT = 'The assistant: tell it how you feel, or ask for songs';

const findConversation = (key) => (conversations.get().list ?? []).find((one) => keyOf(one) === key);

/** The person behind the key; a name that is in no conversation yet stands for itself. */
function peerOf(key, conversation) {
  if (conversation) return conversation.peer;
  if (!key.startsWith('@')) return null;
  const username = key.slice(1);
  return peopleFound.get(username) ?? { username, display_name: username === ASSISTANT ? 'Attune' : username };
}

/** In the place of this conversation, so that the browser's Back does not open it again. */
function goBack(event) {
  event.preventDefault();
  location.replace(event.currentTarget.hash);
}

function threadHead(peer, menu) {
  return h('header', { class: 'thread-head' },
    h('a', { class: 'btn-icon thread-back', href: '#/chat', 'aria-label': 'Back to conversations', on: { click: goBack } }, icon('back')),
    avatar(peer),
    h('div', { class: 'min-w-0 grow' }, h('h2', { class: 'thread-name', tabIndex: -1 }, nameOf(peer)),
      peer ? h('p', { class: 'fine truncate' }, peer.username === ASSISTANT ? ABOUT_ASSISTANT : `@${peer.username}`) : null),
    menu);
}

/** Marks as read what is really on the screen, once per message, and nothing before all that is unread is there. */
function readMarker(timeline) {
  let markedId = null;
  return async () => {
    const last = timeline.lastFromPeer();
    if (!last || last.id === markedId || document.hidden || !timeline.holdsUnread()) return;
    markedId = last.id;
    try {
      await chat.markRead(last.conversation_id, last.id);
      refreshConversations();
    } catch {
      markedId = null;
    }
  };
}

/** How the server is asked for the conversation: by its id as soon as it has one. */
const scopeOf = (key) => () => {
  const id = key.startsWith('@') ? findConversation(key)?.id : key;
  return id ? { conversation: id } : { user: key.slice(1) };
};

function startPolling({ scope, timeline, list, older, trouble, markRead }, signal) {
  return poll({
    signal,
    fetchPage: (page) => chat.fetch({ ...scope(), ...page }, signal),
    onPage({ messages, limited, unread }, first) {
      if (first) Object.assign(timeline, { firstPage: 'arrived', olderLeftOut: limited });
      timeline.unread = unread;
      const fresh = timeline.receive(messages);
      list.show({ stick: first });
      if (timeline.holdsUnread()) markRead();
      else older.load().then(markRead);
      if (fresh.length && !first) refreshConversations();
    },
    onFailure(error) {
      const gone = error && [403, 404].includes(error.status);
      trouble.hidden = !error;
      if (error) fill(trouble, icon('alert'), h('span', {}, gone ? error.message : `${error.message} Attune keeps trying.`));
      if (!gone || timeline.firstPage !== 'awaited') return;
      timeline.firstPage = 'refused';
      list.show();
    },
  });
}

/** Builds the thread into `root` and keeps it going until `signal` aborts. */
export function openThread(root, key, signal) {
  const me = session.get().user.username;
  const peer = peerOf(key, findConversation(key));
  const timeline = createTimeline(me);
  const trouble = h('p', { class: 'banner banner-warn m-3', role: 'status', hidden: true });
  const scope = scopeOf(key);
  const older = olderMessages({ timeline, scope, onPage: (count) => list.showOlder(count) }, signal);
  const list = messageList({ me, peerName: nameOf(peer), timeline, olderNode: older.node, emptyText: peer?.username === ASSISTANT ? 'Say hello. Attune answers here.' : 'No messages yet. Say hello.' });
  const markRead = readMarker(timeline);
  const canMenu = peer && peer.username !== ASSISTANT;
  const menu = canMenu ? threadMenu({
    peer, signal, isBlocked: () => findConversation(key)?.blocked === true,
    messagesOfPeer: () => timeline.messages().filter(({ from }) => from !== me),
  }) : null;
  fill(root, threadHead(peer, menu), trouble, list.node,
    peer ? composer({ key, peerName: nameOf(peer), onSend: (body) => post(peer.username, body) })
      : h('p', { class: 'banner banner-note m-3' }, 'This account was deleted. You can still read what was said.'));
  onSent((item, message) => {
    if (item.peer !== peer?.username) return;
    timeline.confirm(message);
    refreshConversations();
  }, signal);
  outbox.watch((items) => {
    const mine = items.filter((item) => item.peer === peer?.username);
    const grew = mine.length > timeline.pending().length;
    timeline.setPending(mine);
    list.show({ stick: grew });
  }, signal);
  document.addEventListener('visibilitychange', markRead, { signal });
  startPolling({ scope, timeline, list, older, trouble, markRead }, signal).catch((error) => {
    if (signal.aborted) return;
    toastError(error);
    fill(trouble, failed(error, () => location.reload()));
  });
}
