/** Plays a stream of ours through an audio element, and asks once for a fresh address when its own has expired. */

import { music } from '../api.js';

/** Has the interface of SynthEngine. */
export class StreamEngine {
  #audio = new Audio();
  #url;
  #listed;
  #on;
  #blobUrl = null;
  #renewed = false;
  #wanted = false;
  #gone = false;

  /**
   * `on` are `ended`, `failed` and `waiting`. `on.freshUrl()` resolves with a new address of the same song
   * or null: then the bytes are fetched with the bearer token, which an audio element cannot send.
   */
  constructor(url, { volume, durationMs, on }) {
    this.#url = url;
    this.#listed = durationMs;
    this.#on = on;
    this.#audio.preload = 'metadata';
    this.#audio.volume = volume;
    this.#listen();
    this.#audio.src = url;
  }

  get durationMs() { return Number.isFinite(this.#audio.duration) ? this.#audio.duration * 1000 : this.#listed; }

  positionMs() { return this.#audio.currentTime * 1000; }

  play() {
    this.#wanted = true;
    return this.#audio.play().catch(() => {});
  }

  pause() {
    this.#wanted = false;
    this.#audio.pause();
  }

  seek(ms) { this.#audio.currentTime = ms / 1000; }

  setVolume(level) { this.#audio.volume = level; }

  dispose() {
    this.#gone = true;
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
    if (this.#blobUrl) URL.revokeObjectURL(this.#blobUrl);
  }

  #listen() {
    this.#audio.addEventListener('ended', this.#on.ended);
    this.#audio.addEventListener('waiting', () => this.#on.waiting(true));
    this.#audio.addEventListener('playing', () => this.#on.waiting(false));
    this.#audio.addEventListener('error', () => {
      if (this.#gone) return;
      if (this.#renewed) this.#on.failed();
      else this.#renew();
    });
  }

  async #renew() {
    this.#renewed = true;
    const resumeAt = this.#audio.currentTime;
    try {
      const address = (await this.#on.freshUrl()) ?? await this.#fetchWhole();
      if (this.#gone) return;
      this.#audio.src = address;
      if (resumeAt > 0) this.#audio.currentTime = resumeAt;
      if (this.#wanted) await this.#audio.play();
    } catch {
      if (!this.#gone) this.#on.failed();
    }
  }

  async #fetchWhole() {
    this.#blobUrl = URL.createObjectURL(await music.download(this.#url));
    return this.#blobUrl;
  }
}
