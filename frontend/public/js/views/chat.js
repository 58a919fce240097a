/** Conversations on one side, the open one on the other. */

import { openThread } from '../chat/thread.js';
import { ASSISTANT } from '../chat/avatar.js';
import { conversationSide } from '../chat/conversation-list.js';
import { forgetDrafts } from '../chat/composer.js';
import { conversations, refreshConversations } from '../chat/unread.js';
import { fill, h } from '../dom.js';
import { replaceParam } from '../router.js';
import { session } from '../session.js';
import { empty } from '../states.js';

const WIDE = '(min-width: 768px)';

session.watch(({ user }) => { if (!user) forgetDrafts(); });

/** A conversation id in the address needs the list to know whose it is. */
async function untilListed(signal) {
  if (conversations.get().list) return;
  await refreshConversations();
  if (signal.aborted) throw new DOMException('The view was left', 'AbortError');
}

function mount(root, { signal, param }) {
  const side = conversationSide(signal);
  const thread = h('section', { class: 'thread', 'aria-label': 'Conversation' });
  const node = h('div', { class: 'chat' }, side.node, thread);
  root.append(h('h1', { class: 'title-1 chat-title', tabIndex: -1 }, 'Chat'), node);
  let open = null;

  async function show(key, { focus }) {
    open?.abort();
    const mine = open = new AbortController();
    signal.addEventListener('abort', () => mine.abort(), { once: true });
    side.select(key);
    root.classList.toggle('chat-opened', Boolean(key));
    if (!key) return fill(thread, empty('Pick a conversation', 'Or find somebody to talk to.'));
    await untilListed(mine.signal).catch(() => {});
    if (mine.signal.aborted) return undefined;
    openThread(thread, key, mine.signal);
    if (focus) thread.querySelector('h2').focus({ preventScroll: true });
    return undefined;
  }
  /** Beside the list there is room for the assistant when nobody else was chosen. */
  function showOrAssistant(key, options) {
    if (key || !window.matchMedia(WIDE).matches) return show(key, options);
    replaceParam(`@${ASSISTANT}`);
    return show(`@${ASSISTANT}`, options);
  }
  refreshConversations();
  queueMicrotask(() => showOrAssistant(param, { focus: false }));
  return (key) => showOrAssistant(key, { focus: Boolean(key) });
}

export const chatView = { title: 'Chat', mount };
