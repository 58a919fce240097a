/** What stands in the place of every view for as long as the server does not say who is signed in. */

import { button, h, icon } from '../dom.js';

/** `say(error)` changes the words in place, so that the button keeps the focus. */
export function unreachable(retry) {
  const words = h('p', { class: 'font-semibold' });
  const request = h('p', { class: 'fine break-all', hidden: true });
  const again = () => {
    words.textContent = 'Trying again…';
    retry();
  };
  const node = h('div', { class: 'view' },
    h('h1', { class: 'title-1', tabIndex: -1 }, 'Attune does not answer'),
    h('div', { class: 'failed', testid: 'unreachable' }, icon('alert', 24),
      h('div', { class: 'min-w-0 grow', role: 'alert' }, words, request), button('Try again', { onClick: again })));
  return {
    node,
    say({ message, requestId }) {
      words.textContent = `${message} Attune keeps trying.`;
      request.textContent = `Request ${requestId}`;
      request.hidden = !requestId;
    },
  };
}
