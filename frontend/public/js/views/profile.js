/** Everything about the person, section by section. */

import { h } from '../dom.js';
import { accountSection, preferencesSection } from '../profile/account.js';
import { calibrationSection } from '../profile/calibration.js';
import { moodHistory } from '../profile/mood-history.js';
import { musicSources } from '../profile/music-sources.js';
import { ownDataSection } from '../profile/own-data.js';
import { consentSection, passwordSection, sessionsSection } from '../profile/security.js';
import { serverSection } from '../profile/server.js';
import { songHistory } from '../profile/song-history.js';
import { moodSummary } from '../profile/summary.js';
import { tasteSection } from '../profile/taste.js';
import { session } from '../session.js';

function section(key, title, ...content) {
  return h('section', { class: 'card scroll-mt', id: `profile-${key}`, 'aria-labelledby': `profile-${key}-title`, data: { key } },
    h('h2', { class: 'title-2', id: `profile-${key}-title`, tabIndex: -1 }, title), content);
}

function sections(signal) {
  const summary = moodSummary(signal);
  const sessions = sessionsSection(signal);
  return [
    section('account', 'Account', accountSection()),
    section('preferences', 'Preferences', preferencesSection(signal)),
    section('moods', 'Your moods', summary.node),
    section('mood-history', 'Mood history', moodHistory({ signal, changed: summary.refresh })),
    section('songs', 'Song history', songHistory(signal)),
    section('taste', 'Your taste', tasteSection(signal)),
    section('sources', 'Music sources', musicSources(signal)),
    section('camera', 'Camera consent', consentSection(signal)),
    section('calibration', 'Resting face', calibrationSection(signal)),
    section('security', 'Password', passwordSection({ changed: sessions.refresh })),
    section('sessions', 'Sessions', sessions.node),
    section('data', 'Your data', ownDataSection()),
    session.get().user.role === 'admin' ? section('server', 'This Attune', serverSection(signal)) : null,
  ].filter(Boolean);
}

function goTo(key) {
  const target = document.getElementById(`profile-${key}`);
  target?.scrollIntoView({ block: 'start' });
  target?.querySelector('h2').focus({ preventScroll: true });
}

function mount(root, { signal, param }) {
  const parts = sections(signal);
  const contents = h('nav', { class: 'toc', 'aria-label': 'Profile sections' }, h('ul', {}, parts.map((part) =>
    h('li', {}, h('a', {
      href: `#/profile/${part.dataset.key}`, on: { click: () => goTo(part.dataset.key) },
    }, part.querySelector('h2').textContent)))));
  root.append(h('h1', { class: 'title-1', tabIndex: -1 }, 'Profile'), h('div', { class: 'profile' }, contents, h('div', { class: 'profile-parts' }, parts)));
  if (param) requestAnimationFrame(() => goTo(param));
  return (key) => { if (key) goTo(key); };
}

export const profileView = { title: 'Profile', mount };
