/** The frame of the two open views: the brand beside a form. */

import { waveform, logo } from '../brand.js';
import { h, icon } from '../dom.js';
import { session } from '../session.js';

const PROMISES = [
  ['camera', 'Reads your mood from the camera, on this server, and forgets every frame.'],
  ['wave', 'Finds music that matches your mood, lifts it, or surprises you.'],
  ['shield', 'You decide what is kept, and can take all of it with you or erase it.'],
];

function brandSide() {
  return h('section', { class: 'auth-brand', 'aria-label': 'About Attune' },
    h('p', { class: 'wordmark wordmark-large' }, logo(44), h('span', {}, 'Attune')),
    h('p', { class: 'auth-claim' }, 'Music that meets you where you are.'),
    h('ul', { class: 'auth-promises' }, PROMISES.map(([name, text]) => h('li', {}, icon(name, 22), h('span', {}, text)))),
    waveform(56));
}

export function authFrame(root, { heading, note, form, other }) {
  const said = session.get().note;
  root.append(h('div', { class: 'auth' }, brandSide(),
    h('section', { class: 'auth-form', 'aria-labelledby': 'auth-heading' },
      h('h1', { class: 'title-1', id: 'auth-heading', tabIndex: -1 }, heading),
      h('p', { class: 'lead' }, note),
      said ? h('p', { class: 'banner banner-note', role: 'status' }, icon('info'), h('span', {}, said)) : null,
      form, h('p', { class: 'auth-other' }, other))));
}
