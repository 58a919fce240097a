/** What was learned about the person's taste: in words, and each genre with how welcome it is. */

import { music } from '../api.js';
import { confirmDialog } from '../dialog.js';
import { button, fill, h } from '../dom.js';
import { capitalise, formatCount } from '../format.js';
import { intentFor, moodGlyph } from '../moods.js';
import { toast, toastError } from '../notify.js';
import { failed, loading } from '../states.js';

const SHOWN_AT_ONCE = 8;
const KINDS = [['likes', 'like'], ['dislikes', 'dislike'], ['finishes', 'heard to the end', 'heard to the end'], ['skips', 'skip'], ['plays', 'play']];

const countsOf = (arm) => KINDS.filter(([key]) => arm[key] > 0).map(([key, one, many]) => formatCount(arm[key], one, many)).join(', ');

/** 0 unwelcome … 1 welcome; null where the server tells counts only. */
const welcome = ({ mean }) => (Number.isFinite(mean) ? mean : null);

function armItem(arm) {
  const mean = welcome(arm);
  return h('li', { class: 'row', data: { mood: arm.mood } }, h('span', { class: 'mood-disc' }, moodGlyph(arm.mood, 22)),
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'font-medium' }, capitalise(arm.genre), h('span', { class: 'fine' }, ` when ${arm.mood}${arm.intent ? `, to ${intentFor(arm.intent, arm.mood).label.toLowerCase()}` : ''}`)),
      h('p', { class: 'fine' }, arm.text ? capitalise(arm.text) : countsOf(arm))),
    mean === null ? null : h('meter', { class: 'taste-meter', min: 0, max: 1, value: mean, 'aria-label': `How welcome ${arm.genre} is when ${arm.mood}` }));
}

/** The most decided first. */
function armList(arms) {
  const decided = (arm) => Math.abs((welcome(arm) ?? 0.5) - 0.5);
  const sorted = [...arms].sort((a, b) => decided(b) - decided(a));
  const rows = (some) => h('ul', { class: 'rows' }, some.map(armItem));
  const rest = sorted.slice(SHOWN_AT_ONCE);
  return [rows(sorted.slice(0, SHOWN_AT_ONCE)),
    rest.length ? h('details', { class: 'details' }, h('summary', {}, `${rest.length} more`), rows(rest)) : null];
}

export function tasteSection(signal) {
  const node = h('div', { class: 'grid gap-3', testid: 'taste' });
  async function refresh() {
    fill(node, loading('Loading what was learned', 1));
    try {
      const { summary, arms = [] } = await music.taste(signal);
      fill(node, h('p', {}, summary || 'Nothing was learned yet. Likes, dislikes and skips teach Attune your taste.'),
        arms.length ? armList(arms) : null,
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
