/** The bar at the foot of every view: what plays, play and pause, next, seek, volume. */

import { fill, h, icon, iconButton } from '../dom.js';
import { formatDuration } from '../format.js';
import { cover } from './cover.js';
import { embedDock } from './embed.js';
import { startMediaSession } from './media-session.js';
import { durationMs, player, positionMs, seek, setVolume, skip, stop, toggle } from './player.js';
import { queue } from './queue.js';

const REFRESH_MS = 250;

function seekBar() {
  const elapsed = h('span', { class: 'player-time' }, '0:00');
  const total = h('span', { class: 'player-time' }, '0:00');
  const slider = h('input', { type: 'range', class: 'slider', min: 0, max: 1000, step: 1, value: 0, 'aria-label': 'Position in the song', testid: 'player-seek' });
  let dragging = false;
  slider.addEventListener('pointerdown', () => { dragging = true; });
  slider.addEventListener('input', () => show((slider.value / 1000) * durationMs()));
  slider.addEventListener('change', () => {
    dragging = false;
    seek((slider.value / 1000) * durationMs());
  });
  function show(ms) {
    elapsed.textContent = formatDuration(ms);
    slider.setAttribute('aria-valuetext', `${formatDuration(ms)} of ${formatDuration(durationMs())}`);
    slider.style.setProperty('--filled', `${durationMs() ? (ms / durationMs()) * 100 : 0}%`);
  }
  function refresh() {
    total.textContent = formatDuration(durationMs());
    if (dragging) return;
    slider.value = durationMs() ? (positionMs() / durationMs()) * 1000 : 0;
    show(positionMs());
  }
  return { node: h('div', { class: 'player-seek' }, elapsed, slider, total), refresh };
}

function volumeControl() {
  const slider = h('input', { type: 'range', class: 'slider', min: 0, max: 100, step: 1, value: player.get().volume * 100, 'aria-label': 'Volume' });
  const show = () => slider.style.setProperty('--filled', `${slider.value}%`);
  slider.addEventListener('input', () => { setVolume(slider.value / 100); show(); });
  show();
  return h('div', { class: 'player-volume' }, icon('volume'), slider);
}

function songLine(song, mood) {
  return [cover(song, mood), h('div', { class: 'min-w-0' },
    h('p', { class: 'player-title' }, song.title),
    h('p', { class: 'player-artist' }, song.artists.join(', ')))];
}

function controls() {
  const play = iconButton('Play', 'play', { class: 'btn-play', testid: 'player-play', onClick: () => toggle() });
  const next = iconButton('Next song', 'next', { onClick: () => skip() });
  const close = iconButton('Stop and close the player', 'close', { class: 'player-close', onClick: () => stop() });
  return { play, next, close };
}

export function startPlayerBar() {
  const bar = document.getElementById('player');
  const song = h('div', { class: 'player-song' });
  const { play, next, close } = controls();
  const position = seekBar();
  const volume = volumeControl();
  const dock = embedDock();
  fill(bar, dock.node, h('div', { class: 'player-row' }, song, h('div', { class: 'player-keys' }, play, next), position.node, volume, close));
  let shown = null;
  player.watch(({ song: current, status }) => {
    bar.hidden = !current;
    document.body.classList.toggle('has-player', Boolean(current));
    if (!current) { shown = null; dock.show(null); return; }
    const playing = status === 'playing';
    play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    play.title = playing ? 'Pause' : 'Play';
    fill(play, icon(playing ? 'pause' : 'play'));
    play.hidden = position.node.hidden = volume.hidden = status === 'embedded';
    if (shown !== current) {
      shown = current;
      bar.dataset.mood = queue.get().mood ?? 'neutral';
      fill(song, songLine(current, queue.get().mood));
      dock.show(status === 'embedded' ? current : null);
    }
    position.refresh();
  });
  setInterval(() => { if (player.get().status === 'playing' && !document.hidden) position.refresh(); }, REFRESH_MS);
  startMediaSession();
}
