/** The header: navigation, unread badge, sign out. */

import { h, icon, fill } from './dom.js';
import { logout, session } from './session.js';
import { unread, watchUnread } from './chat/unread.js';
import { logo } from './brand.js';

const LINKS = [
  { name: 'dashboard', label: 'Dashboard', iconName: 'home' },
  { name: 'profile', label: 'Profile', iconName: 'person' },
  { name: 'chat', label: 'Chat', iconName: 'chat' },
];

function navLink({ name, label, iconName }) {
  const badge = name === 'chat' ? h('span', { class: 'badge', hidden: true }) : null;
  if (badge) {
    unread.watch((count) => {
      badge.hidden = count === 0;
      fill(badge, String(Math.min(count, 99)), h('span', { class: 'sr-only' }, ' unread'));
    });
  }
  return h('a', { class: 'nav-link', href: `#/${name}`, testid: `nav-${name}`, data: { view: name } },
    icon(iconName), h('span', { class: 'nav-text' }, label), badge);
}

function header() {
  const out = h('button', { type: 'button', class: 'nav-link', testid: 'nav-logout', 'aria-label': 'Sign out', title: 'Sign out', on: { click: () => logout() } },
    icon('logout'));
  return h('div', { class: 'header-row' },
    h('a', { class: 'wordmark', href: '#/dashboard', 'aria-label': 'Attune, to the dashboard' }, logo(30), h('span', { class: 'wordmark-text' }, 'Attune')),
    h('nav', { class: 'nav', 'aria-label': 'Main' }, LINKS.map(navLink)),
    out);
}

function markCurrent(view) {
  document.body.dataset.view = view;
  for (const link of document.querySelectorAll('.nav-link[data-view]')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

export function startShell() {
  const node = document.getElementById('site-header');
  let shown = false;
  session.watch(({ user }) => {
    if (Boolean(user) === shown) return;
    shown = Boolean(user);
    node.hidden = !shown;
    fill(node, shown ? header() : null);
  });
  window.addEventListener('attune:route', (event) => markCurrent(event.detail));
  watchUnread();
  const skip = document.getElementById('skip');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('main').focus();
  });
}
