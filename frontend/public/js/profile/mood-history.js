/** Every mood that is kept: correct one, forget one, forget all. */

import { moods } from '../api.js';
import { confirmDialog } from '../dialog.js';
import { button, h, iconButton } from '../dom.js';
import { formatDateTime, formatSure } from '../format.js';
import { MOODS, moodGlyph, moodLabel } from '../moods.js';
import { toast, toastError } from '../notify.js';
import { pagedList } from './paged-list.js';

const PAGE = 20;

function origin(item) {
  if (item.corrected) return item.detected_mood ? `Corrected by you, the camera said ${item.detected_mood}` : 'Corrected by you';
  if (item.source === 'told' || typeof item.confidence !== 'number') return 'Told by you';
  return `Camera, ${formatSure(item.confidence)}`;
}

function moodSelect(item, onChange) {
  const select = h('select', { class: 'input input-small', 'aria-label': `Mood of ${formatDateTime(item.at)}` },
    MOODS.map((mood) => h('option', { value: mood, selected: mood === item.mood }, moodLabel(mood))));
  select.addEventListener('change', () => onChange(select.value));
  return select;
}

/** One row; a correction redraws it in place. */
function historyItem(item, { changed, list }) {
  const node = h('li', { class: 'row', data: { mood: item.mood } });
  const correct = async (mood) => {
    try {
      const updated = await moods.correct(item.id, mood);
      const fresh = historyItem({ ...item, ...updated, mood, corrected: true }, { changed, list });
      node.replaceWith(fresh);
      fresh.querySelector('select').focus();
      changed();
    } catch (error) {
      toastError(error, 'The correction was not saved.');
    }
  };
  const forget = async () => {
    try {
      await moods.forget(item.id);
      const neighbour = node.nextElementSibling ?? node.previousElementSibling;
      node.remove();
      neighbour?.querySelector('select')?.focus();
      list().settle();
      changed();
    } catch (error) {
      toastError(error, 'It was not forgotten.');
    }
  };
  node.append(h('span', { class: 'mood-disc' }, moodGlyph(item.mood, 22)),
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'font-medium' }, moodLabel(item.mood)),
      h('p', { class: 'fine' }, `${formatDateTime(item.at)} · ${origin(item)}`),
      item.note ? h('p', { class: 'fine' }, item.note) : null),
    moodSelect(item, correct),
    iconButton(`Forget the mood of ${formatDateTime(item.at)}`, 'trash', { onClick: forget }));
  return node;
}

export function moodHistory({ signal, changed }) {
  let list = null;
  const forgetAll = button('Forget all moods', {
    kind: 'danger', iconName: 'trash', testid: 'forget-moods',
    onClick: async () => {
      const sure = await confirmDialog({ title: 'Forget all moods?', text: 'Your whole mood history is erased. This cannot be undone.', confirm: 'Forget all' });
      if (!sure) return;
      try {
        await moods.forgetAll();
        toast('Your mood history is empty.', { kind: 'done' });
        list.refresh();
        changed();
      } catch (error) {
        toastError(error);
      }
    },
  });
  list = pagedList({
    testid: 'mood-history', label: 'Mood history', signal,
    emptyTitle: 'No moods yet', emptyText: 'Moods you tell or show to the camera are listed here.',
    fetchPage: (cursor) => moods.list({ cursor, limit: PAGE }, signal),
    renderItem: (item) => historyItem(item, { changed, list: () => list }),
  });
  return [list.node, h('div', { class: 'mt-4' }, forgetAll)];
}
