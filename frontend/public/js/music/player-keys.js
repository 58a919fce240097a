/** Listens for the player's keys, unless they are switched off, and shows what they are. */

import { openDialog } from '../dialog.js';
import { h } from '../dom.js';
import { checkbox } from '../form.js';
import { toggleFeedback } from './feedback.js';
import { player, previous, seekBy, setVolume, skip, toggle, toggleMute } from './player.js';
import { SHORTCUTS, actionOf } from './shortcuts.js';

const KEY = 'attune-shortcuts';
const SEEK_STEP_MS = 10_000;
const VOLUME_STEP = 0.1;

let isOn = remembered();

function remembered() {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

function switchKeys(on) {
  isOn = on;
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Storage may be switched off; the choice then lasts for this page only.
  }
}

function opinion(kind) {
  const { song, counts } = player.get();
  if (song && counts) toggleFeedback(song, kind);
}

const ACTIONS = {
  toggle, next: skip, previous, mute: toggleMute, help: showShortcuts,
  back: () => seekBy(-SEEK_STEP_MS),
  forward: () => seekBy(SEEK_STEP_MS),
  quieter: () => setVolume(player.get().volume - VOLUME_STEP),
  louder: () => setVolume(player.get().volume + VOLUME_STEP),
  like: () => opinion('like'),
  dislike: () => opinion('dislike'),
};

export function showShortcuts() {
  const choice = checkbox({ name: 'shortcuts', label: 'Use these keys', hint: 'Switch them off if you speak to your computer or press keys by accident. Media keys always work.', checked: isOn });
  choice.input.addEventListener('change', () => switchKeys(choice.input.checked));
  return openDialog({ title: 'Keys of the player', testid: 'shortcuts-dialog' }, () => h('div', { class: 'dialog-body grid gap-4' },
    h('dl', { class: 'shortcuts' }, SHORTCUTS.map(({ shown, does }) => h('div', {},
      h('dt', {}, shown.map((key, index) => [index ? ' or ' : '', h('kbd', {}, key)])), h('dd', {}, does)))),
    choice.node));
}

/** `showQueue` opens and closes the queue. Without a song only the help answers. */
export function startPlayerKeys({ showQueue }) {
  const actions = { ...ACTIONS, queue: showQueue };
  document.addEventListener('keydown', (event) => {
    if (!isOn || document.querySelector('dialog[open]') || document.getElementById('site-header').hidden) return;
    const action = actionOf(event);
    if (!action || (action !== 'help' && !player.get().song)) return;
    event.preventDefault();
    actions[action]();
  });
}
