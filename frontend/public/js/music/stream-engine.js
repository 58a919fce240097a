/** Plays a stream of ours through an audio element, and asks once for a fresh address when its own has expired. */

import { music } from '../api.js';

/**
 * `freshUrl()` resolves with a new address of the same song or null. Where there is none, the bytes are
 * fetched with the bearer token, which an audio element cannot send.
 */
export function createStreamEngine(url, { volume, onEnded, onFailed, onWaiting, durationMs, freshUrl }) {
  const audio = new Audio();
  let blobUrl = null;
  let renewed = false;
  let wanted = false;
  let gone = false;

  async function renew() {
    const resumeAt = audio.currentTime;
    try {
      audio.src = (await freshUrl()) ?? (blobUrl = URL.createObjectURL(await music.download(url)));
      if (gone) return;
      if (resumeAt > 0) audio.currentTime = resumeAt;
      if (wanted) await audio.play();
    } catch {
      if (!gone) onFailed();
    }
  }

  audio.preload = 'metadata';
  audio.volume = volume;
  audio.src = url;
  audio.addEventListener('ended', onEnded);
  audio.addEventListener('waiting', () => onWaiting(true));
  audio.addEventListener('playing', () => onWaiting(false));
  audio.addEventListener('error', () => {
    if (gone) return;
    if (renewed) onFailed();
    else { renewed = true; renew(); }
  });

  return {
    get durationMs() { return Number.isFinite(audio.duration) ? audio.duration * 1000 : durationMs; },
    positionMs: () => audio.currentTime * 1000,
    play: () => { wanted = true; return audio.play().catch(() => {}); },
    pause: () => { wanted = false; audio.pause(); },
    seek: (ms) => { audio.currentTime = ms / 1000; },
    setVolume: (value) => { audio.volume = value; },
    dispose() {
      gone = true;
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      if (blobUrl) URL.revokeObjectURL(blobUrl);
    },
  };
}
