/** What was recommended, for which mood, and what was done with it; and what was learned from it. */

import { music } from '../api.js';
import { confirmDialog } from '../dialog.js';
import { button, fill, h, icon, webUrl } from '../dom.js';
import { formatDateTime } from '../format.js';
import { moodGlyph } from '../moods.js';
import { toast, toastError } from '../notify.js';
import { failed, loading } from '../states.js';
import { pagedList } from './paged-list.js';

const PAGE = 20;
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
      h('p', { class: 'fine' }, `${formatDateTime(at)} · ${intent} for ${mood}`)),
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

/** What was learned about the person's taste, in words. */
export function tasteSection(signal) {
  const node = h('div', { class: 'grid gap-3' });
  async function refresh() {
    fill(node, loading('Loading what was learned', 1));
    try {
      const taste = await music.taste(signal);
      fill(node, h('p', {}, taste.summary || 'Nothing was learned yet. Likes, dislikes and skips teach Attune your taste.'),
        h('div', {}, button('Forget my taste', { testid: 'forget-taste', onClick: forget })));
    } catch (error) {
      if (!signal.aborted) fill(node, failed(error, refresh));
    }
  }
  async function forget() {
    if (!(await confirmDialog({ title: 'Forget your taste?', text: 'What Attune learned from your likes, dislikes and skips is erased.', confirm: 'Forget' }))) return;
    try {
      await music.forgetTaste();
      toast('Attune starts to learn your taste anew.', { kind: 'done' });
      refresh();
    } catch (error) {
      toastError(error);
    }
  }
  refresh();
  return node;
}
