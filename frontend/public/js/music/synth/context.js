/** The page's one AudioContext, awake only while something sounds. */

/** A context at rest costs power, so it sleeps once the last sound has faded. */
const SLEEP_AFTER_MS = 1500;

let shared = null;
let sleeping = null;

export function audioContext() {
  shared ??= new AudioContext({ latencyHint: 'playback' });
  return shared;
}

export function wake() {
  clearTimeout(sleeping);
  return audioContext().resume();
}

export function sleepSoon() {
  clearTimeout(sleeping);
  sleeping = setTimeout(() => audioContext().suspend(), SLEEP_AFTER_MS);
}
