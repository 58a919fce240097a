/** How long to wait after a failure. Pure. */

const LONGEST_MS = 30_000;

/** What the service asks for, else twice as long each time. */
export function backoffMs(error, failures, longestMs = LONGEST_MS) {
  const doubling = Math.min(longestMs, 1000 * 2 ** (failures - 1));
  return Math.max(error.retryAfterMs ?? 0, doubling);
}
