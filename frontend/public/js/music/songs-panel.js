/** The dashboard's songs: intent, hold, undo, notices, the list, whole playlists. */

import { button, fill, h, icon, iconButton, setPressed, webUrl } from '../dom.js';
import { empty, failed, loading } from '../states.js';
import { INTENTS, intentFor, moodLabel } from '../moods.js';
import { playSong } from './player.js';
import { loadSongs, moreSongs, queue, setHeld, setIntent, undoList } from './queue.js';
import { askToSaveList } from './save-list.js';
import { songList } from './song-list.js';

const SOURCES = { builtin: 'Well-known songs, and pieces that Attune composes for you', spotify: 'From Spotify', subsonic: 'From your music server', folder: 'From your music folder' };

function intentChoice() {
  const about = h('p', { class: 'fine', id: 'intent-about' });
  const radios = INTENTS.map(({ value, label }) => {
    const input = h('input', { type: 'radio', name: 'intent', value, class: 'sr-only', on: { change: () => setIntent(value) } });
    const words = h('span', {}, label);
    return { input, words, node: h('label', { class: 'seg-item', data: { intent: value } }, input, words) };
  });
  const node = h('fieldset', { class: 'min-w-0', 'aria-describedby': 'intent-about' },
    h('legend', { class: 'sr-only' }, 'What the music should do'),
    h('div', { class: 'seg' }, radios.map((one) => one.node)), about);
  const show = ({ intent, mood }) => {
    for (const { input, words } of radios) {
      input.checked = input.value === intent;
      words.textContent = intentFor(input.value, mood).label;
    }
    about.textContent = intentFor(intent, mood).about;
  };
  return { node, show };
}

function listControls() {
  const holdButton = button('Hold', { iconName: 'pin', testid: 'hold-songs', title: 'Keep these songs when your mood changes', onClick: () => setHeld(!queue.get().held) });
  const undoButton = button('Undo', { iconName: 'undo', testid: 'undo-songs', title: 'Back to the songs before', onClick: undoList });
  const saveButton = iconButton('Save this list', 'save', { class: 'btn-framed', testid: 'save-list', onClick: () => askToSaveList(queue.get().list) });
  const moreButton = iconButton('Other songs for this mood', 'refresh', { class: 'btn-framed', testid: 'more-songs', onClick: moreSongs });
  const show = ({ held, former, list, loading: busy }) => {
    holdButton.hidden = saveButton.hidden = moreButton.hidden = !list;
    moreButton.disabled = busy;
    undoButton.hidden = !former;
    setPressed(holdButton, held);
    holdButton.lastChild.textContent = held ? 'Held' : 'Hold';
  };
  return { node: h('div', { class: 'list-tools' }, undoButton, holdButton, moreButton, saveButton), show };
}

function notice({ list, held, waitingMood, error }) {
  const parts = [];
  if (error) return parts;
  if (list?.notice) {
    parts.push(h('p', { class: `banner ${list.degraded ? 'banner-warn' : 'banner-note'}`, testid: 'notice' }, icon(list.degraded ? 'alert' : 'info'), h('span', {}, list.notice)));
  } else if (list?.degraded) {
    parts.push(h('p', { class: 'banner banner-warn', testid: 'notice' }, icon('alert'), h('span', {}, 'A music source is not answering, so this list comes from another one.')));
  }
  if (held && waitingMood) parts.push(h('p', { class: 'banner banner-note' }, icon('pin'), h('span', {}, `Your mood is now ${waitingMood}. These songs are held.`)));
  return parts;
}

function attribution({ source }) {
  if (source !== 'spotify') return null;
  return h('p', { class: 'fine flex items-center gap-2 mt-4' }, icon('spotify', 22), h('span', {}, 'Songs, names and pictures are from ',
    h('a', { href: 'https://open.spotify.com/', target: '_blank', rel: 'noopener noreferrer' }, 'Spotify'), '.'));
}

function collectionChip(item) {
  const open = item.playback?.kind === 'embed'
    ? h('button', { type: 'button', class: 'chip', on: { click: () => playSong({ ...item, artists: [item.by] }) } })
    : h('a', { class: 'chip', href: webUrl(item.url), target: '_blank', rel: 'noopener noreferrer' });
  open.append(icon('album', 18), h('span', { class: 'truncate' }, item.title), h('span', { class: 'chip-aside' }, item.by));
  return h('li', { class: 'min-w-0' }, open);
}

function collections(list) {
  if (!list.collections?.length) return null;
  return h('div', { class: 'mt-6' }, h('h3', { class: 'title-3 mb-3' }, 'Whole playlists and albums'),
    h('ul', { class: 'flex flex-wrap gap-2' }, list.collections.map(collectionChip)));
}

function body(state, signal) {
  const { list, loading: busy, error, mood } = state;
  if (busy && !list) return loading('Finding songs', 5);
  if (error) return failed(error, () => loadSongs(mood));
  if (!list) return empty('Your songs will appear here', 'Start mood detection, or say how you feel. Nothing plays until you press play.');
  if (!list.songs.length) return empty('No songs left in this list', 'Ask for another one.', button('More songs', { kind: 'primary', onClick: moreSongs }));
  return [songList(list, signal), collections(list), attribution(list)];
}

/** Redraws the list only when the list changed, so that focus and scrolling stay. */
export function songsPanel(signal) {
  const heading = h('h2', { class: 'title-2', id: 'songs-heading' }, 'Songs');
  const source = h('p', { class: 'fine' });
  const intent = intentChoice();
  const controls = listControls();
  const notices = h('div', { class: 'grid gap-2' });
  const content = h('div', {});
  const node = h('section', { class: 'card songs-card', 'aria-labelledby': 'songs-heading' },
    h('header', { class: 'card-head' }, h('div', { class: 'min-w-0' }, heading, source), controls.node),
    intent.node, notices, content);
  let drawn = null;
  let drawing = null;
  queue.watch((state) => {
    const mood = state.error ? state.mood : state.list?.mood;
    heading.textContent = mood ? `Songs for ${moodLabel(mood).toLowerCase()}` : 'Songs';
    source.textContent = state.list && !state.error ? SOURCES[state.list.source] ?? `From ${state.list.source}` : '';
    intent.show(state);
    controls.show(state);
    fill(notices, notice(state));
    content.classList.toggle('is-refreshing', state.loading && Boolean(state.list));
    const key = [state.list, state.error, state.loading && !state.list];
    if (drawn && key.every((part, index) => part === drawn[index])) return;
    drawn = key;
    drawing?.abort();
    drawing = new AbortController();
    signal.addEventListener('abort', () => drawing.abort(), { once: true });
    keepFocus(content, () => fill(content, body(state, drawing.signal)));
  }, signal);
  return node;
}

/** When the focused row goes away, its neighbour's first button takes the focus. */
function keepFocus(content, redraw) {
  const rows = [...content.querySelectorAll('.song')];
  const index = rows.findIndex((row) => row.contains(document.activeElement));
  redraw();
  if (index < 0) return;
  const after = content.querySelectorAll('.song');
  after[Math.min(index, after.length - 1)]?.querySelector('button')?.focus();
}

