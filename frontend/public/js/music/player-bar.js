/** The bar at the foot of every view: what plays, its keys, position, opinion, volume, the queue. */

import { fill, h, icon, iconButton } from '../dom.js';
import { formatDuration } from '../format.js';
import { cover } from './cover.js';
import { embedDock } from './embed.js';
import { feedback } from './feedback.js';
import { startMediaSession } from './media-session.js';
import { durationMs, jumps, player, positionMs, previous, seek, setVolume, skip, stop, toggle, toggleMute } from './player.js';
import { startPlayerKeys } from './player-keys.js';
import { queuePanel } from './queue-panel.js';
import { opinionButtons } from './song-list.js';
import { showWaveform } from './waveform.js';

const REFRESH_MS = 250;
const STEPS = 1000;

function seekBar() {
  const elapsed = h('span', { class: 'player-time' }, '0:00');
  const total = h('span', { class: 'player-time' }, '0:00');
  const wave = h('div', { class: 'player-wave', hidden: true });
  const slider = h('input', { type: 'range', class: 'slider', min: 0, max: STEPS, step: 1, value: 0, 'aria-label': 'Position in the song', testid: 'player-seek' });
  const track = h('div', { class: 'player-track' }, wave, slider);
  let dragging = false;
  slider.addEventListener('pointerdown', () => { dragging = true; });
  slider.addEventListener('input', () => show((slider.value / STEPS) * durationMs()));
  slider.addEventListener('change', () => {
    dragging = false;
    seek((slider.value / STEPS) * durationMs());
  });
  function show(ms) {
    elapsed.textContent = formatDuration(ms);
    slider.setAttribute('aria-valuetext', `${formatDuration(ms)} of ${formatDuration(durationMs())}`);
    track.style.setProperty('--filled', `${durationMs() ? (ms / durationMs()) * 100 : 0}%`);
  }
  function refresh() {
    total.textContent = formatDuration(durationMs());
    if (dragging) return;
    slider.value = durationMs() ? (positionMs() / durationMs()) * STEPS : 0;
    show(positionMs());
  }
  const showSong = (song) => {
    showWaveform(wave, song);
    track.classList.toggle('has-wave', !wave.hidden);
  };
  return { node: h('div', { class: 'player-seek' }, elapsed, track, total), refresh, showSong };
}

function volumeControl() {
  const slider = h('input', { type: 'range', class: 'slider', min: 0, max: 100, step: 1, 'aria-label': 'Volume', testid: 'player-volume' });
  const mute = iconButton('Mute', 'volume', { onClick: toggleMute });
  slider.addEventListener('input', () => setVolume(slider.value / 100));
  player.watch(({ volume }) => {
    slider.value = Math.round(volume * 100);
    slider.style.setProperty('--filled', `${slider.value}%`);
    fill(mute, icon(volume > 0 ? 'volume' : 'mute'));
    mute.setAttribute('aria-label', volume > 0 ? 'Mute' : 'Unmute');
    mute.title = volume > 0 ? 'Mute' : 'Unmute';
  });
  return h('div', { class: 'player-volume' }, mute, slider);
}

function songLine(song, mood) {
  return [cover(song, mood), h('div', { class: 'min-w-0' },
    h('p', { class: 'player-title', testid: 'player-title' }, song.title),
    h('p', { class: 'player-artist' }, song.artists.join(', ')))];
}

/** Like and dislike of the song that plays; nothing for a whole playlist. */
function currentOpinion(className) {
  const node = h('div', { class: className });
  let show = () => {};
  feedback.watch(() => show());
  const showSong = (song, counts) => {
    const opinion = song && counts ? opinionButtons(song) : null;
    fill(node, opinion?.nodes);
    show = opinion?.show ?? (() => {});
    show();
  };
  return { node, showSong };
}

function queueToggle(panel) {
  const node = iconButton('Up next', 'queue', { testid: 'player-queue', 'aria-expanded': 'false', 'aria-controls': 'queue-panel', onClick: () => open(panel.node.hidden) });
  function open(wanted) {
    panel.node.hidden = !wanted;
    node.setAttribute('aria-expanded', String(wanted));
    panel.show();
  }
  panel.node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    open(false);
    node.focus();
  });
  return { node, open, flip: () => open(panel.node.hidden) };
}

function playKey() {
  const node = iconButton('Play', 'play', { class: 'btn-play', testid: 'player-play', onClick: () => toggle() });
  const show = ({ status, waiting }) => {
    const playing = status === 'playing';
    node.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    node.title = playing ? 'Pause' : 'Play';
    node.classList.toggle('is-waiting', waiting);
    fill(node, icon(playing ? 'pause' : 'play'));
    node.hidden = status === 'embedded';
  };
  return { node, show };
}

/** Everything that the bar is made of. */
function parts() {
  const position = seekBar();
  const opinions = [currentOpinion('player-opinion'), currentOpinion('queue-opinion')];
  const closeButton = (place) => iconButton('Stop and close the player', 'close', { class: place, onClick: () => stop() });
  const panel = queuePanel({ extras: opinions[1].node, close: closeButton('queue-close btn-framed') });
  return { song: h('div', { class: 'player-song' }), play: playKey(), position, opinions, panel, queueKey: queueToggle(panel), dock: embedDock(), volume: volumeControl(), close: closeButton('player-close') };
}

function layout({ song, play, position, opinions, panel, queueKey, dock, volume, close }) {
  const keys = h('div', { class: 'player-keys' },
    iconButton('Previous song', 'previous', { testid: 'player-previous', onClick: () => previous() }), play.node,
    iconButton('Next song', 'next', { testid: 'player-next', onClick: () => skip() }));
  const side = h('div', { class: 'player-side' }, opinions[0].node, volume, queueKey.node, close);
  return [dock.node, panel.node, h('div', { class: 'player-row' }, song, keys, position.node, side)];
}

/** What changes only with the song. */
function showSong({ song, position, opinions, queueKey, dock }, { song: current, status, mood, counts }) {
  fill(song, current ? songLine(current, mood) : null);
  dock.show(status === 'embedded' ? current : null);
  opinions.forEach((opinion) => opinion.showSong(current, counts));
  position.showSong(current);
  if (!current) queueKey.open(false);
}

export function startPlayerBar() {
  const bar = document.getElementById('player');
  const own = parts();
  fill(bar, layout(own));
  let shown = null;
  player.watch((state) => {
    const { song, status, mood } = state;
    bar.hidden = !song;
    document.body.classList.toggle('has-player', Boolean(song));
    own.position.node.hidden = own.volume.hidden = status === 'embedded';
    own.play.show(state);
    if (shown !== song) {
      shown = song;
      bar.dataset.mood = mood ?? 'neutral';
      showSong(own, state);
    }
    own.position.refresh();
  });
  jumps.watch(own.position.refresh);
  setInterval(() => { if (player.get().status === 'playing' && !document.hidden) own.position.refresh(); }, REFRESH_MS);
  startMediaSession();
  startPlayerKeys({ showQueue: own.queueKey.flip });
}
