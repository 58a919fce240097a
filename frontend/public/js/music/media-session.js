/** Tells the system what plays and takes its keys. */

import { durationMs, player, positionMs, seek, skip, toggle } from './player.js';

let anchor = null;

/** Browsers show media controls for an audio element only, so the synth gets a silent one beside it. */
function silentAnchor() {
  const rate = 8000;
  const samples = rate * 6;
  const bytes = new Uint8Array(44 + samples).fill(128);
  const view = new DataView(bytes.buffer);
  const word = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  word(0, 'RIFF'); view.setUint32(4, 36 + samples, true); word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, rate, true); view.setUint32(28, rate, true); view.setUint16(32, 1, true); view.setUint16(34, 8, true);
  word(36, 'data'); view.setUint32(40, samples, true);
  const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' })));
  audio.loop = true;
  return audio;
}

function showPosition() {
  const duration = durationMs() / 1000;
  if (duration > 0) navigator.mediaSession.setPositionState({ duration, position: Math.min(duration, positionMs() / 1000), playbackRate: 1 });
}

function follow({ song, status }) {
  navigator.mediaSession.playbackState = status === 'playing' ? 'playing' : song ? 'paused' : 'none';
  navigator.mediaSession.metadata = song
    ? new MediaMetadata({ title: song.title, artist: song.artists.join(', '), album: song.album ?? 'Attune' }) : null;
  if (status === 'playing' && song.playback.kind === 'synth') {
    anchor ??= silentAnchor();
    anchor.play().catch(() => {});
  } else {
    anchor?.pause();
  }
  if (song) showPosition();
}

export function startMediaSession() {
  if (!('mediaSession' in navigator)) return;
  const actions = {
    play: toggle, pause: toggle, nexttrack: skip,
    seekto: ({ seekTime }) => { seek(seekTime * 1000); showPosition(); },
    seekbackward: () => { seek(Math.max(0, positionMs() - 10_000)); showPosition(); },
    seekforward: () => { seek(positionMs() + 10_000); showPosition(); },
  };
  for (const [action, run] of Object.entries(actions)) navigator.mediaSession.setActionHandler(action, run);
  player.watch(follow);
}
