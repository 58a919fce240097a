/** "Why this song": the first reason as a line, all of them with their points behind it. */

import { h, icon } from '../dom.js';
import { capitalise, formatPoints } from '../format.js';

const hasPoints = ({ contribution }) => Number.isFinite(contribution) && contribution !== 0;

function reasonItem(reason) {
  return h('li', {}, h('span', {}, capitalise(reason.text)),
    hasPoints(reason) ? h('span', { class: 'why-points' }, formatPoints(reason.contribution)) : null);
}

/** The sum is shown where the server tells it; the reasons add up to it exactly. */
function sum({ score, reasons }) {
  if (!Number.isFinite(score) || !reasons.some(hasPoints)) return null;
  return h('p', { class: 'why-sum' }, h('span', {}, 'Together'), h('span', { class: 'why-points' }, `${formatPoints(score)} points`));
}

export function whyDisclosure(song) {
  const [first, ...others] = song.reasons ?? [];
  if (!first) return null;
  return h('details', { class: 'why', testid: 'song-why' },
    h('summary', {}, icon('spark', 14), h('span', { class: 'sr-only' }, `Why “${song.title}”? `),
      h('span', { class: 'why-line' }, capitalise(first.text)),
      others.length ? h('span', { class: 'why-more' }, `+${others.length}`, h('span', { class: 'sr-only' }, ' more')) : null,
      icon('chevron', 14)),
    h('div', { class: 'why-all' }, h('ul', { class: 'why-list' }, song.reasons.map(reasonItem)), sum(song)));
}
