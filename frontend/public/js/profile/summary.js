/** Moods in numbers: days, shares, times of the week, the current streak. */

import { moods } from '../api.js';
import { fill, h } from '../dom.js';
import { formatCount } from '../format.js';
import { MOODS, moodLabel } from '../moods.js';
import { empty, failed, loading } from '../states.js';
import { dayChart, dayTable, distributionBar, weekGrid } from './charts.js';

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

function figure(value, label) {
  return h('div', { class: 'figure' }, h('dd', { class: 'figure-value' }, value), h('dt', { class: 'figure-label' }, label));
}

function content({ days, distribution, weekday_hour: weekdayHour, streak_days: streak }) {
  const count = MOODS.reduce((sum, mood) => sum + (distribution[mood] ?? 0), 0);
  if (!count) return empty('Nothing to sum up yet', 'After a few moods you see here how your days were.');
  const most = [...MOODS].sort((a, b) => (distribution[b] ?? 0) - (distribution[a] ?? 0))[0];
  return h('div', { class: 'summary' },
    h('dl', { class: 'figures' }, figure(String(count), 'moods'), figure(formatCount(streak ?? 0, 'day'), 'in a row'), figure(moodLabel(most), 'most often')),
    distributionBar(distribution),
    days.length ? [h('h3', { class: 'title-3' }, 'Day by day'), dayChart(days), dayTable(days)] : null,
    weekdayHour?.length ? [h('h3', { class: 'title-3' }, 'Through the week'), weekGrid(weekdayHour)] : null);
}

export function moodSummary(signal) {
  const node = h('div', { testid: 'mood-summary' });
  async function refresh() {
    if (!node.children.length) fill(node, loading('Summing up', 2));
    try {
      fill(node, content(await moods.summary(zone(), signal)));
    } catch (error) {
      if (!signal.aborted) fill(node, failed(error, refresh));
    }
  }
  refresh();
  return { node, refresh };
}
