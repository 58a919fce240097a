/** What comes next: the songs in their order, each to be played now, next, or not at all. */

import { button, fill, h, iconButton } from '../dom.js';
import { formatDuration } from '../format.js';
import { announce } from '../notify.js';
import { cover } from './cover.js';
import { exportPiece } from './export-piece.js';
import { player, playSong } from './player.js';
import { showShortcuts } from './player-keys.js';
import { upNext } from './playlist.js';
import { bringForward, dropSongForNow, queue } from './queue.js';

function queueItem(song, mood, index) {
  const play = h('button', { type: 'button', class: 'queue-song', on: { click: () => playSong(song) } },
    cover(song, mood),
    h('span', { class: 'sr-only' }, 'Play now: '),
    h('span', { class: 'min-w-0 grow' }, h('span', { class: 'queue-title' }, song.title), h('span', { class: 'queue-artist' }, song.artists.join(', '))),
    song.duration_ms ? h('span', { class: 'player-time' }, formatDuration(song.duration_ms)) : null);
  const forward = () => { bringForward(song); announce(`${song.title} plays next.`); };
  const remove = () => { dropSongForNow(song); announce(`${song.title} is out of the queue.`); };
  return h('li', { class: 'queue-item', testid: 'queue-item' }, play,
    index > 0 ? iconButton(`Play “${song.title}” next`, 'play-next', { onClick: forward }) : null,
    iconButton(`Take “${song.title}” out`, 'close', { onClick: remove }));
}

function songsNext({ list, held, mood, ...rest }) {
  const songs = upNext({ list, ...rest });
  if (!songs.length) return h('p', { class: 'fine py-3' }, list ? 'Nothing after this one; Attune then makes a new list for your mood.' : 'Nothing yet.');
  return h('ol', { class: 'queue-list', 'aria-label': 'Songs that come next' }, songs.map((song, index) => queueItem(song, list.mood, index)));
}

/** Keeps the focus in the list when a row goes away. */
function redraw(content, node) {
  const items = [...content.querySelectorAll('.queue-item')];
  const index = items.findIndex((item) => item.contains(document.activeElement));
  fill(content, node);
  if (index < 0) return;
  const after = content.querySelectorAll('.queue-item');
  after[Math.min(index, after.length - 1)]?.querySelector('button').focus();
}

export function queuePanel({ extras, close }) {
  const content = h('div', {});
  const about = h('p', { class: 'fine' });
  const save = button('Export WAV', { iconName: 'download', testid: 'export-wav', title: 'Save the piece that plays as a sound file', onClick: () => exportPiece(player.get().song) });
  const keys = iconButton('Keyboard shortcuts', 'keyboard', { class: 'btn-framed', testid: 'show-keys', onClick: showShortcuts });
  const node = h('section', { class: 'queue', id: 'queue-panel', 'aria-labelledby': 'queue-title', hidden: true, testid: 'queue-panel' },
    h('header', { class: 'queue-head' }, h('div', { class: 'min-w-0 grow' }, h('h2', { class: 'title-3', id: 'queue-title' }, 'Up next'), about),
      h('div', { class: 'queue-tools' }, extras, save, keys, close)),
    content);
  let drawn = null;
  function show() {
    if (node.hidden) return;
    const state = queue.get();
    about.textContent = state.list ? `From the songs for ${state.list.mood}${state.held ? ', held' : ''}` : '';
    const key = [state.list, state.next, player.get().song];
    if (drawn && key.every((part, index) => part === drawn[index])) return;
    drawn = key;
    redraw(content, songsNext(state));
  }
  queue.watch(show);
  player.watch(({ song }) => {
    save.hidden = song?.playback?.kind !== 'synth';
    show();
  });
  return { node, show };
}
