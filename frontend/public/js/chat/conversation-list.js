/** The side of the chat: people search and conversations, the assistant first. */

import { chat } from '../api.js';
import { fill, h, icon, pause } from '../dom.js';
import { formatCount, formatWhen } from '../format.js';
import { announce } from '../notify.js';
import { failed, loading } from '../states.js';
import { ASSISTANT, avatar, nameOf } from './avatar.js';
import { conversations, refreshConversations } from './unread.js';

const TYPING_PAUSE_MS = 250;
const ASSISTANT_STUB = { id: null, peer: { username: ASSISTANT, display_name: 'Attune' }, last_message: null, unread: 0 };

/** People found by a search, so that a conversation that is not there yet knows their name. */
export const peopleFound = new Map();

/** The address of a conversation: by the person, or by its id when the person is gone. */
export const keyOf = ({ id, peer }) => (peer ? `@${peer.username}` : id);

/** The assistant always comes first, even before anything was said. */
export function withAssistantFirst(list) {
  const assistant = list.find(({ peer }) => peer?.username === ASSISTANT) ?? ASSISTANT_STUB;
  return [assistant, ...list.filter(({ peer }) => peer?.username !== ASSISTANT)];
}

function conversationLink(one, current) {
  const { peer, last_message: last, unread } = one;
  const preview = last ? last.body : peer?.username === ASSISTANT ? 'Ask about moods and music' : '';
  return h('li', {}, h('a', {
    class: 'conversation', href: `#/chat/${encodeURIComponent(keyOf(one))}`, testid: 'chat-conversation',
    data: { peer: peer?.username ?? '' }, 'aria-current': keyOf(one) === current ? 'true' : null,
  }, avatar(peer),
  h('span', { class: 'min-w-0 grow' },
    h('span', { class: 'conversation-name' }, nameOf(peer)),
    h('span', { class: 'conversation-preview' }, preview)),
  h('span', { class: 'conversation-side' },
    last ? h('span', { class: 'fine' }, formatWhen(last.at)) : null,
    unread ? h('span', { class: 'badge' }, String(unread), h('span', { class: 'sr-only' }, ' unread')) : null)));
}

function personLink(person) {
  return h('li', {}, h('a', { class: 'conversation', href: `#/chat/${encodeURIComponent(`@${person.username}`)}`, testid: 'chat-person' },
    avatar(person), h('span', { class: 'min-w-0 grow' },
      h('span', { class: 'conversation-name' }, nameOf(person)), h('span', { class: 'conversation-preview' }, `@${person.username}`))));
}

/** Search as one types; an empty box shows the conversations again. */
function peopleSearch(onResults) {
  const input = h('input', { type: 'search', class: 'input input-search', id: 'people-search', placeholder: 'Find people', autocomplete: 'off', 'aria-label': 'Find people by name', testid: 'people-search', maxlength: 64 });
  let asking = new AbortController();
  input.addEventListener('input', async () => {
    asking.abort();
    const mine = asking = new AbortController();
    const text = input.value.trim();
    if (!text) return onResults(null);
    await pause(TYPING_PAUSE_MS, mine.signal);
    if (mine.signal.aborted) return undefined;
    try {
      const { users } = await chat.people(text, mine.signal);
      for (const person of users) peopleFound.set(person.username, person);
      announce(users.length ? `${formatCount(users.length, 'person', 'people')} found` : 'Nobody found');
      return onResults(users);
    } catch (error) {
      return mine.signal.aborted ? undefined : onResults(null, error);
    }
  });
  const clear = () => { asking.abort(); input.value = ''; onResults(null); };
  return { node: h('div', { class: 'search' }, icon('search', 18), input), clear };
}

export function conversationSide(signal) {
  const content = h('div', { class: 'chat-list' });
  let current = null;
  let people = null;
  let peopleError = null;
  const search = peopleSearch((found, error = null) => { people = found; peopleError = error; show(conversations.get()); });

  function show({ list, error }) {
    if (peopleError) fill(content, failed(peopleError));
    else if (people) fill(content, people.length ? h('ul', { 'aria-label': 'People' }, people.map(personLink)) : h('p', { class: 'empty-text p-4' }, 'Nobody by that name.'));
    else if (list) fill(content, h('ul', { 'aria-label': 'Conversations' }, withAssistantFirst(list).map((one) => conversationLink(one, current))));
    else fill(content, error ? failed(error, refreshConversations) : loading('Loading conversations'));
  }
  conversations.watch(show, signal);
  return {
    node: h('aside', { class: 'chat-side', 'aria-label': 'Conversations' }, search.node, content),
    select(key) {
      current = key;
      if (people || peopleError) search.clear();
      else show(conversations.get());
    },
  };
}
