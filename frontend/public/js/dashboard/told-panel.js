/** A mood told without a camera. */

import { h } from '../dom.js';
import { MOODS, moodGlyph, moodLabel } from '../moods.js';

export function toldPanel({ onTell }) {
  return h('section', { class: 'card told-card', 'aria-labelledby': 'told-heading' },
    h('h2', { class: 'title-3', id: 'told-heading' }, 'Or say how you feel'),
    h('div', { class: 'told-grid' }, MOODS.map((mood) => h('button', {
      type: 'button', class: 'told', data: { mood }, testid: `tell-${mood}`, on: { click: () => onTell(mood) },
    }, moodGlyph(mood, 32), h('span', {}, moodLabel(mood))))));
}
