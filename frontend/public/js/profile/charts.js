/** Small charts drawn as SVG; every one has its numbers in a table beside it. */

import { h, s } from '../dom.js';
import { formatCount, formatDay } from '../format.js';
import { MOODS, moodLabel } from '../moods.js';

const total = (counts) => MOODS.reduce((sum, mood) => sum + (counts[mood] ?? 0), 0);

function stack(day, index, { width, height, highest }) {
  let bottom = height;
  return MOODS.filter((mood) => day.counts[mood]).map((mood) => {
    const size = Math.max(2, (day.counts[mood] / highest) * height);
    bottom -= size;
    return s('rect', { class: `fill-${mood}`, x: index * width + width * 0.16, y: bottom.toFixed(2), width: (width * 0.68).toFixed(2), height: Math.max(0.5, size - 1).toFixed(2), rx: 1.5 });
  });
}

/** One stacked column per day. */
export function dayChart(days) {
  const [width, height] = [20, 100];
  const highest = Math.max(1, ...days.map(({ counts }) => total(counts)));
  const columns = Math.max(7, days.length);
  return h('figure', { class: 'chart' },
    s('svg', { class: 'chart-svg', viewBox: `0 0 ${columns * width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `Moods a day, ${formatCount(days.length, 'day')}; the numbers are in the table below` },
      days.map((day, index) => stack(day, index, { width, height, highest }))),
    h('figcaption', { class: 'chart-ends' }, h('span', {}, formatDay(days[0].date)), h('span', {}, days.length > 1 ? formatDay(days.at(-1).date) : '')));
}

export function dayTable(days) {
  return h('details', { class: 'details' }, h('summary', {}, 'Show the numbers as a table'),
    h('div', { class: 'table-scroll', tabIndex: 0, role: 'region', 'aria-label': 'Moods a day' }, h('table', { class: 'table' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Day'), MOODS.map((mood) => h('th', { scope: 'col' }, moodLabel(mood))))),
      h('tbody', {}, days.map(({ date, counts }) => h('tr', {}, h('th', { scope: 'row' }, formatDay(date)), MOODS.map((mood) => h('td', {}, String(counts[mood] ?? 0)))))))));
}

/** One line parted by mood, with its legend. */
export function distributionBar(distribution) {
  const all = total(distribution) || 1;
  const share = (mood) => (distribution[mood] ?? 0) / all;
  let from = 0;
  const parts = MOODS.map((mood) => {
    const gap = from + share(mood) < 0.999 ? 0.4 : 0;
    const part = s('rect', { class: `fill-${mood}`, x: from * 100, y: 0, width: Math.max(0, share(mood) * 100 - gap), height: 6 });
    from += share(mood);
    return part;
  });
  return h('div', {},
    s('svg', { class: 'distribution', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, parts),
    h('ul', { class: 'legend' }, MOODS.map((mood) => h('li', {}, h('span', { class: `swatch swatch-${mood}` }), `${moodLabel(mood)} ${Math.round(share(mood) * 100)}%`))));
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A cell may be a count or the counts of each mood; a flat list of 168 is cut into weeks. */
export function toGrid(weekdayHour) {
  const amount = (cell) => (typeof cell === 'number' ? cell : Object.values(cell ?? {}).reduce((sum, count) => sum + count, 0));
  const flat = weekdayHour.length === 7 ? weekdayHour.flat() : weekdayHour;
  return WEEKDAYS.map((_, day) => Array.from({ length: 24 }, (__, hour) => amount(flat[day * 24 + hour] ?? 0)));
}

/** When in the week moods were noted. */
export function weekGrid(weekdayHour) {
  const grid = toGrid(weekdayHour);
  const highest = Math.max(1, ...grid.flat());
  const [busiest] = grid.map((hours, day) => ({ day, count: hours.reduce((a, b) => a + b, 0) })).sort((a, b) => b.count - a.count);
  const cells = grid.flatMap((hours, day) => hours.map((count, hour) =>
    s('rect', { class: 'heat', x: hour * 10 + 0.7, y: day * 10 + 0.7, width: 8.6, height: 8.6, rx: 2, 'fill-opacity': count ? (0.25 + 0.75 * (count / highest)).toFixed(2) : 0.07 })));
  return h('figure', { class: 'week' },
    h('div', { class: 'week-days', 'aria-hidden': 'true' }, WEEKDAYS.map((day) => h('span', {}, day))),
    s('svg', { viewBox: '0 0 240 70', role: 'img', class: 'week-svg', 'aria-label': `Moods by weekday and hour; most on ${WEEKDAYS[busiest.day]}` }, cells),
    h('figcaption', { class: 'week-hours', 'aria-hidden': 'true' }, ['0', '6', '12', '18', '24'].map((hour) => h('span', {}, hour))));
}
