/** Plays a stream of ours through an audio element. */

import { music } from '../api.js';

export function createStreamEngine(url, { volume, onEnded, onFailed, durationMs }) {
  const audio = new Audio();
  let blobUrl = null;
  audio.preload = 'metadata';
  audio.volume = volume;
  audio.src = url;
  audio.addEventListener('ended', onEnded);
  /** A path that wants the bearer token fails plainly; its bytes are then fetched with it. */
  audio.addEventListener('error', async () => {
    if (blobUrl) return onFailed();
    try {
      blobUrl = URL.createObjectURL(await music.download(url));
      audio.src = blobUrl;
      await audio.play();
    } catch {
      onFailed();
    }
  });
  return {
    get durationMs() { return Number.isFinite(audio.duration) ? audio.duration * 1000 : durationMs; },
    positionMs: () => audio.currentTime * 1000,
    play: () => audio.play().catch(() => {}),
    pause: () => audio.pause(),
    seek: (ms) => { audio.currentTime = ms / 1000; },
    setVolume: (value) => { audio.volume = value; },
    dispose() {
      audio.pause();
      audio.removeAttribute('src');
      if (blobUrl) URL.revokeObjectURL(blobUrl);
    },
  };
}
