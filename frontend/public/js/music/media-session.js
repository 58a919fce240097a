/** Tells the system what plays and takes its keys. */

import { coverPicture } from './cover.js';
import { durationMs, jumps, player, positionMs, previous, seek, seekBy, skip, stop, toggle } from './player.js';
import { encodeWav } from './wav.js';

const SEEK_STEP_S = 10;

let anchor = null;
let shown = null;

/** Browsers show media controls for an audio element only, so the synth gets a silent one beside it. */
function silentAnchor() {
  const rate = 8000;
  const audio = new Audio(URL.createObjectURL(new Blob([encodeWav([new Float32Array(rate * 6)], rate)], { type: 'audio/wav' })));
  audio.loop = true;
  return audio;
}

function showPosition() {
  const duration = durationMs() / 1000;
  if (player.get().song && duration > 0) {
    navigator.mediaSession.setPositionState({ duration, position: Math.min(duration, positionMs() / 1000), playbackRate: 1 });
  }
}

/** The source's own picture as it is, else the drawn one. */
async function describe(song, mood) {
  shown = song;
  const words = { title: song.title, artist: song.artists.join(', '), album: song.album ?? 'Attune' };
  navigator.mediaSession.metadata = new MediaMetadata(words);
  const src = song.artwork_url ? new URL(song.artwork_url, location.origin).href : await coverPicture(song, mood);
  if (shown === song && src) navigator.mediaSession.metadata = new MediaMetadata({ ...words, artwork: [{ src }] });
}

function follow({ song, mood, status }) {
  navigator.mediaSession.playbackState = status === 'playing' ? 'playing' : song ? 'paused' : 'none';
  if (!song) navigator.mediaSession.metadata = shown = null;
  else if (song !== shown) describe(song, mood);
  if (status === 'playing' && song.playback.kind === 'synth') {
    anchor ??= silentAnchor();
    anchor.play().catch(() => {});
  } else {
    anchor?.pause();
  }
  showPosition();
}

const isPlaying = () => player.get().status === 'playing';

export function startMediaSession() {
  if (!('mediaSession' in navigator)) return;
  const actions = {
    play: () => { if (!isPlaying()) toggle(); },
    pause: () => { if (isPlaying()) toggle(); },
    stop, nexttrack: skip, previoustrack: previous,
    seekto: ({ seekTime }) => seek(seekTime * 1000),
    seekbackward: ({ seekOffset }) => seekBy(-1000 * (seekOffset ?? SEEK_STEP_S)),
    seekforward: ({ seekOffset }) => seekBy(1000 * (seekOffset ?? SEEK_STEP_S)),
  };
  for (const [action, run] of Object.entries(actions)) navigator.mediaSession.setActionHandler(action, run);
  player.watch(follow);
  jumps.watch(showPosition);
}
