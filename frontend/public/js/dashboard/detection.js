/** The loop from frame to prediction: one request at a time, at a pace the service can hold. */

import { moods } from '../api.js';
import { backoffMs } from '../backoff.js';
import { pause } from '../dom.js';

const SHORTEST_MS = 333;

/** Twice the latency, never faster than the shortest interval. */
export const paceMs = (latencyMs) => Math.max(SHORTEST_MS, 2 * latencyMs);

const isTemporary = ({ status }) => status === 0 || status === 429 || status >= 500;

function untilVisible(signal) {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * Runs until `signal` aborts or a failure that waiting cannot cure, which it throws.
 * `capture()` answers a frame or null; `onPrediction(prediction, roundTripMs)`; `onWait(ms, error)`.
 */
export async function detect({ capture, onPrediction, onWait, signal }) {
  let smoothing;
  let failures = 0;
  while (!signal.aborted) {
    await untilVisible(signal);
    const image = signal.aborted ? null : capture();
    if (!image) {
      await pause(100, signal);
      continue;
    }
    const sentAt = performance.now();
    try {
      const prediction = await moods.predict({ image, smoothing, record: true }, signal);
      const latency = performance.now() - sentAt;
      failures = 0;
      smoothing = prediction.smoothing ?? smoothing;
      if (!signal.aborted) onPrediction(prediction, latency);
      await pause(paceMs(latency) - latency, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isTemporary(error)) throw error;
      failures += 1;
      const wait = backoffMs(error, failures);
      onWait(wait, error);
      await pause(wait, signal);
    }
  }
}
