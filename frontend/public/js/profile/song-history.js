/** What was recommended, for which mood and reason, and what was done with it. */

import { music } from '../api.js';
import { h, icon, webUrl } from '../dom.js';
import { capitalise, formatDateTime } from '../format.js';
import { intentFor, moodGlyph } from '../moods.js';
import { pagedList } from './paged-list.js';

const PAGE = 10;
const DONE = { like: ['heart', 'Liked'], dislike: ['thumb-down', 'Disliked'], skip: ['skip', 'Skipped'], play: ['play', 'Played'], finish: ['check', 'Heard to the end'] };

function doneTag(kind) {
  const [name, label] = DONE[kind] ?? ['info', kind];
  return h('span', { class: 'tag' }, icon(name, 14), label);
}

function historyItem({ at, mood, intent, song, feedback = [] }) {
  const url = song?.url ? webUrl(song.url) : null;
  const name = song?.title ?? 'A song that is gone';
  const title = url ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, name) : name;
  return h('li', { class: 'row', data: { mood } }, h('span', { class: 'mood-disc' }, moodGlyph(mood, 22)),
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'font-medium break-words' }, title, h('span', { class: 'fine' }, ` ${song?.artists.join(', ') ?? ''}`)),
      h('p', { class: 'fine' }, `${formatDateTime(at)} · ${intentFor(intent, mood).label} for ${mood}`),
      song?.reasons?.length ? h('p', { class: 'history-why' }, icon('spark', 14), h('span', {}, capitalise(song.reasons[0].text))) : null),
    h('div', { class: 'flex flex-wrap gap-1' }, feedback.map(doneTag)));
}

export function songHistory(signal) {
  return pagedList({
    testid: 'song-history', label: 'Song history', signal,
    emptyTitle: 'No songs yet', emptyText: 'Songs that Attune recommended to you are listed here.',
    fetchPage: (cursor) => music.history({ cursor, limit: PAGE }, signal),
    renderItem: historyItem,
  }).node;
}
