/** A person's initial on a colour of their own; the assistant wears the logo. */

import { logo } from '../brand.js';
import { h } from '../dom.js';

export const ASSISTANT = 'attune';

export function avatar(person) {
  if (person?.username === ASSISTANT) return h('span', { class: 'avatar avatar-assistant', 'aria-hidden': 'true' }, logo(26));
  const name = person?.display_name || person?.username || '?';
  const tone = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 4;
  return h('span', { class: `avatar avatar-${tone}`, 'aria-hidden': 'true' }, [...name][0].toUpperCase());
}

export const nameOf = (person) => (person ? person.display_name || person.username : 'Deleted account');
