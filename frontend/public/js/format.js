/** Dates, durations and numbers in words. */

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dayOnly = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

export const formatDateTime = (at) => dateTime.format(new Date(at));
export const formatTime = (at) => timeOnly.format(new Date(at));

/** A calendar day such as 2026-07-31, read as that day and not as midnight UTC. */
export function formatDay(date) {
  const [year, month, day] = date.split('-').map(Number);
  return dayOnly.format(new Date(year, month - 1, day));
}

/** The time of today, else the day. */
export function formatWhen(at) {
  const then = new Date(at);
  return then.toDateString() === new Date().toDateString() ? timeOnly.format(then) : dayOnly.format(then);
}

/** 83 000 ms is 1:23. */
export function formatDuration(ms) {
  const seconds = Math.max(0, Math.round((ms ?? 0) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export const formatPercent = (share) => `${Math.round((share ?? 0) * 100)}%`;

/** The probability of a guess about a face, 0 to 1: never 0% or 100%, which no such guess is. */
export function formatProbability(share) {
  if (share > 0.99) return '>99%';
  return share < 0.01 ? '<1%' : formatPercent(share);
}

/** How sure a guess is, 0 to 1. */
export const formatSure = (share) => `${share > 0.99 ? 'over 99%' : formatPercent(share)} sure`;

/** -0.4 as “−0.40”, with a real minus sign. */
export const formatSigned = (value) => (value > 0 ? '+' : '') + value.toFixed(2).replace('-', '−');

export const formatCount = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export const capitalise = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** Points of a reason: 1234 is “+1,234”, with a real minus sign where there is one. */
export const formatPoints = (points) => `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points).toLocaleString('en')}`;
