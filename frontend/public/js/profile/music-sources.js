/** Where songs come from, and whether each source works. */

import { music } from '../api.js';
import { fill, h } from '../dom.js';
import { capitalise, formatTime } from '../format.js';
import { failed, loading } from '../states.js';

const NAMES = { builtin: 'Well-known songs and Attune’s own pieces', spotify: 'Spotify', subsonic: 'Your music server', folder: 'Your music folder' };

function stateOf({ state, until }) {
  if (state === 'ready') return 'Ready';
  if (state === 'degraded') return until ? `Resting until ${formatTime(until)}` : 'Not answering';
  return 'Not set up';
}

function sourceItem(source) {
  return h('li', { class: 'row' },
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'font-medium' }, NAMES[source.name] ?? capitalise(source.name)),
      source.why ? h('p', { class: 'fine' }, capitalise(source.why)) : null),
    h('span', { class: 'tag' }, stateOf(source)));
}

export function musicSources(signal) {
  const node = h('div', {});
  async function refresh() {
    fill(node, loading('Loading the music sources', 1));
    try {
      const { providers } = await music.providers(signal);
      fill(node, h('ul', { class: 'rows', 'aria-label': 'Music sources' }, providers.map(sourceItem)));
    } catch (error) {
      if (!signal.aborted) fill(node, failed(error, refresh));
    }
  }
  refresh();
  return node;
}
