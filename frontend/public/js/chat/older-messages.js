/** The button on top of a conversation that puts the messages before it in, page by page. */

import { chat } from '../api.js';
import { button, fill, h, icon } from '../dom.js';

/** `scope()` names the conversation; `onPage(count)` is told of messages that were put in. */
export function olderMessages({ timeline, scope, onPage }, signal) {
  const press = button('Show older messages', { testid: 'chat-older', onClick: () => load() });
  const problem = h('p', { class: 'message-failed', role: 'alert', hidden: true });
  const node = h('li', { class: 'messages-older' }, problem, press);
  let loading = null;

  function show({ busy, error = null }) {
    press.setAttribute('aria-disabled', String(busy));
    press.lastChild.textContent = busy ? 'Loading older messages…' : 'Show older messages';
    problem.hidden = !error;
    fill(problem, error ? [icon('alert', 16), error.message] : null);
  }
  async function loadPage() {
    const page = await chat.older({ ...scope(), before: timeline.messages()[0].id }, signal);
    if (signal.aborted) return;
    timeline.receiveOlder(page);
    onPage(page.messages.length);
  }
  /** At least one page, and all that are needed to show what is unread. */
  async function run() {
    show({ busy: true });
    try {
      do await loadPage(); while (!timeline.holdsUnread() && !signal.aborted);
      show({ busy: false });
    } catch (error) {
      if (!signal.aborted) show({ busy: false, error });
    }
  }
  function load() {
    loading ??= run().finally(() => { loading = null; });
    return loading;
  }
  return { node, load };
}
