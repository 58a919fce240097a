/** Long polling: the next request starts when the last one answered; a failure waits and starts again. */

import { backoffMs } from '../backoff.js';
import { pause } from '../dom.js';

const WAIT_S = 20;
const HIDDEN_PAUSE_MS = 15_000;
const SHORTEST_TURN_MS = 1_000;
const LONGEST_BACKOFF_MS = 10_000;

/** Ends early when the page comes to the front. */
function pauseWhileHidden(ms, signal) {
  const waking = new AbortController();
  const wake = () => { if (!document.hidden) waking.abort(); };
  document.addEventListener('visibilitychange', wake);
  return pause(ms, AbortSignal.any([signal, waking.signal]))
    .finally(() => document.removeEventListener('visibilitychange', wake));
}

/** `fetchPage({after, wait})` answers `{messages, cursor, limited}`; `onFailure(error | null)` tells of trouble and of its end. */
export async function poll({ fetchPage, onPage, onFailure, signal }) {
  let cursor = '';
  let failures = 0;
  while (!signal.aborted) {
    const first = cursor === '';
    const startedAt = performance.now();
    try {
      const page = await fetchPage({ after: cursor, wait: first || document.hidden ? 0 : WAIT_S });
      if (signal.aborted) return;
      cursor = page.cursor || cursor;
      failures = 0;
      onFailure(null);
      onPage(page, first);
      const tooQuick = !page.messages.length && performance.now() - startedAt < SHORTEST_TURN_MS;
      if (document.hidden) await pauseWhileHidden(HIDDEN_PAUSE_MS, signal);
      else if (tooQuick && !first) await pause(SHORTEST_TURN_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      onFailure(error);
      if (error.status === 404 || error.status === 403) return;
      await pause(backoffMs(error, failures, LONGEST_BACKOFF_MS), signal);
    }
  }
}
