/** One song at a time: picks the engine for its kind, moves on when it ends. */

import { music } from '../api.js';
import { webUrl } from '../dom.js';
import { toast } from '../notify.js';
import { session } from '../session.js';
import { createStore } from '../store.js';
import { reportFeedback, reportSkip } from './feedback.js';
import { moveTo, nextIndex, playsAlone, remember } from './playlist.js';
import { moreSongs, queue } from './queue.js';
import { StreamEngine } from './stream-engine.js';
import { SynthEngine } from './synth/engine.js';
import { gainOf, rememberVolume, rememberedVolume } from './volume.js';

const PLAYABLE = ['synth', 'stream', 'embed'];
/** "Previous" goes back to the start of a song that has played for longer than this. */
const RESTART_AFTER_MS = 4000;
/** Who has heard this share of a song does not skip it any more. */
const HEARD_SHARE = 0.9;

/**
 * `status` is idle, playing, paused or embedded (Spotify's own player has it); `waiting` while a stream
 * loads; `counts` is false for a whole playlist, on which nobody gives feedback; `mood` is that of the
 * list it was taken from.
 */
export const player = createStore({ song: null, mood: null, counts: false, status: 'idle', waiting: false, volume: rememberedVolume() });

let engine = null;
let unmuted = player.get().volume || 0.8;

function failed(song) {
  player.patch({ status: 'paused', waiting: false });
  toast(`“${song.title}” could not be played.`, { kind: 'error', actions: [{ label: 'Next song', run: next }] });
}

/** A new link to the same song, or null where the server has none to give. */
async function freshUrl(song) {
  try {
    return (await music.playback(song.id))?.url ?? null;
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

function engineFor(song) {
  const volume = gainOf(player.get().volume);
  if (song.playback.kind === 'synth') return new SynthEngine(song.playback.score, { volume, onEnded: ended });
  return new StreamEngine(song.playback.url, {
    volume, durationMs: song.duration_ms,
    on: { ended, failed: () => failed(song), waiting: (waiting) => player.patch({ waiting }), freshUrl: () => freshUrl(song) },
  });
}

function release() {
  engine?.dispose();
  engine = null;
}

const indexInList = (song) => queue.get().list?.songs.findIndex(({ id }) => id === song.id) ?? -1;

function openPage(song) {
  const url = webUrl(song.playback?.url || song.url);
  if (url) window.open(url, '_blank', 'noopener,noreferrer');
}

function rememberCurrent() {
  const { song, counts } = player.get();
  if (song && counts) queue.set(remember(queue.get(), song));
}

/** Plays a song, from its start unless `atMs` says otherwise; `link` opens its page, `embed` goes to the dock. */
export async function playSong(song, { atMs = 0, again = false } = {}) {
  if (!PLAYABLE.includes(song.playback?.kind)) return openPage(song);
  if (!again && player.get().song?.id !== song.id) rememberCurrent();
  release();
  const index = indexInList(song);
  const counts = index >= 0 || queue.get().played.some(({ id }) => id === song.id);
  if (index >= 0) queue.set({ ...queue.get(), ...moveTo(queue.get(), index) });
  if (counts) reportFeedback(song, 'play');
  const common = { song, counts, waiting: false, mood: index >= 0 ? queue.get().list.mood : player.get().mood ?? queue.get().mood };
  if (!playsAlone(song)) return player.patch({ ...common, status: 'embedded' });
  engine = engineFor(song);
  if (atMs) engine.seek(atMs);
  player.patch({ ...common, status: 'playing' });
  await engine.play();
}

export async function toggle() {
  const { song, status } = player.get();
  if (!song) return next();
  if (status === 'playing') {
    engine.pause();
    player.patch({ status: 'paused', waiting: false });
  } else if (engine) {
    player.patch({ status: 'playing' });
    await engine.play();
  }
}

/** Plays what comes next; when the list is over, fetches another one for the same mood. */
async function next() {
  let index = nextIndex(queue.get());
  if (index < 0 && queue.get().list?.songs.some((song) => PLAYABLE.includes(song.playback?.kind))) {
    await moreSongs();
    index = nextIndex(queue.get());
  }
  if (index >= 0) await playSong(queue.get().list.songs[index]);
  else stop();
}

/** The person does not want to hear the rest. */
export function skip() {
  const { song, counts } = player.get();
  const atMs = positionMs();
  const isHeard = durationMs() > 0 && atMs / durationMs() >= HEARD_SHARE;
  if (song && counts && !isHeard) reportSkip(song, () => playSong(song, { atMs, again: true }));
  return next();
}

/** Back to the start, or to the song before. */
export function previous() {
  const before = queue.get().played.at(-1);
  if (!before || positionMs() > RESTART_AFTER_MS) return seek(0);
  queue.patch({ played: queue.get().played.slice(0, -1) });
  return playSong(before, { again: true });
}

function ended() {
  if (player.get().counts) reportFeedback(player.get().song, 'finish');
  next();
}

export function stop() {
  release();
  player.patch({ song: null, status: 'idle', waiting: false });
}

export const positionMs = () => engine?.positionMs() ?? 0;
export const durationMs = () => engine?.durationMs ?? player.get().song?.duration_ms ?? 0;

/** Told of every jump; the time between jumps runs by itself. */
export const jumps = createStore(0);

export function seek(ms) {
  engine?.seek(Math.max(0, Math.min(ms, durationMs())));
  jumps.set(jumps.get() + 1);
}

export const seekBy = (ms) => seek(positionMs() + ms);

export function setVolume(volume) {
  const level = Math.max(0, Math.min(1, volume));
  if (level > 0) unmuted = level;
  player.patch({ volume: level });
  engine?.setVolume(gainOf(level));
  rememberVolume(level);
}

export const toggleMute = () => setVolume(player.get().volume > 0 ? 0 : unmuted);

session.watch(({ user }) => { if (!user && player.get().song) stop(); });
