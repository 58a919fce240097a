/** One song at a time: picks the engine for its kind, moves on when it ends. */

import { webUrl } from '../dom.js';
import { toast } from '../notify.js';
import { session } from '../session.js';
import { createStore } from '../store.js';
import { moveTo, nextIndex, playsAlone } from './playlist.js';
import { loadSongs, queue, reportFeedback } from './queue.js';
import { createStreamEngine } from './stream-engine.js';
import { createSynthEngine } from './synth-engine.js';

const VOLUME_KEY = 'attune-volume';

/**
 * `status` is idle, playing, paused or embedded (Spotify's own player has it);
 * `counts` is false for a whole playlist, on which nobody gives feedback.
 */
export const player = createStore({ song: null, counts: false, status: 'idle', volume: rememberedVolume() });

let engine = null;

function rememberedVolume() {
  const stored = Number(localStorage.getItem(VOLUME_KEY) ?? 0.8);
  return stored >= 0 && stored <= 1 ? stored : 0.8;
}

function engineFor(song) {
  const common = { volume: player.get().volume, onEnded: ended };
  if (song.playback.kind === 'synth') return createSynthEngine(song.playback.score, common);
  const failed = () => {
    toast(`“${song.title}” could not be played.`, { kind: 'error' });
    player.patch({ status: 'paused' });
  };
  return createStreamEngine(song.playback.url, { ...common, onFailed: failed, durationMs: song.duration_ms });
}

function release() {
  engine?.dispose();
  engine = null;
}

/** Plays a song of the list from its start; `link` opens its page, `embed` goes to the dock. */
export async function playSong(song) {
  const index = queue.get().list?.songs.findIndex(({ id }) => id === song.id) ?? -1;
  if (!['synth', 'stream', 'embed'].includes(song.playback?.kind)) {
    const url = webUrl(song.playback?.url || song.url);
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    return;
  }
  release();
  if (index >= 0) queue.set({ ...queue.get(), ...moveTo(queue.get(), index) });
  const counts = index >= 0;
  if (counts) reportFeedback(song, 'play');
  if (!playsAlone(song)) {
    player.patch({ song, counts, status: 'embedded' });
    return;
  }
  engine = engineFor(song);
  player.patch({ song, counts, status: 'playing' });
  await engine.play();
}

export async function toggle() {
  const { song, status } = player.get();
  if (!song) return next();
  if (status === 'playing') {
    engine.pause();
    player.patch({ status: 'paused' });
  } else if (engine) {
    player.patch({ status: 'playing' });
    await engine.play();
  }
}

/** Plays what comes next; when the list is over, fetches another one for the same mood. */
export async function next() {
  let index = nextIndex(queue.get());
  if (index < 0 && queue.get().list?.songs.some(playsAlone)) {
    await loadSongs(queue.get().mood, { announce: false });
    index = nextIndex(queue.get());
  }
  if (index >= 0) await playSong(queue.get().list.songs[index]);
  else stop();
}

/** The person does not want to hear the rest. */
export function skip() {
  const { song, counts } = player.get();
  if (song && counts) reportFeedback(song, 'skip');
  return next();
}

function ended() {
  reportFeedback(player.get().song, 'finish');
  next();
}

export function stop() {
  release();
  player.patch({ song: null, status: 'idle' });
}

export const positionMs = () => engine?.positionMs() ?? 0;
export const durationMs = () => engine?.durationMs ?? player.get().song?.duration_ms ?? 0;

export function seek(ms) {
  engine?.seek(ms);
}

export function setVolume(volume) {
  player.patch({ volume });
  engine?.setVolume(volume);
  localStorage.setItem(VOLUME_KEY, String(volume));
}

session.watch(({ user }) => { if (!user && player.get().song) stop(); });
