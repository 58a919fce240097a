/** The empty, loading and error state that every view shares. */

import { button, h, icon } from './dom.js';
import { moodGlyph } from './moods.js';

export function loading(label = 'Loading', rows = 3) {
  return h('div', { class: 'skeletons', role: 'status' },
    h('span', { class: 'sr-only' }, `${label}…`),
    Array.from({ length: rows }, () => h('div', { class: 'skeleton', 'aria-hidden': 'true' })));
}

export function empty(title, text, ...actions) {
  return h('div', { class: 'empty' }, moodGlyph('neutral', 40),
    h('p', { class: 'empty-title' }, title), text ? h('p', { class: 'empty-text' }, text) : null,
    actions.length ? h('div', { class: 'mt-2 flex flex-wrap justify-center gap-2' }, actions) : null);
}

export function failed(error, retry) {
  return h('div', { class: 'failed', role: 'alert' }, icon('alert', 24),
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'font-semibold' }, error.message),
      error.requestId ? h('p', { class: 'fine break-all' }, `Request ${error.requestId}`) : null),
    retry ? button('Try again', { onClick: retry }) : null);
}
