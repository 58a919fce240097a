/** A value that others can watch. */

export function createStore(initial) {
  let value = initial;
  const watchers = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const watcher of [...watchers]) watcher(value);
    },
    patch(part) {
      this.set({ ...value, ...part });
    },
    /** Calls `watcher` now and on every change until `signal` aborts. */
    watch(watcher, signal) {
      if (signal?.aborted) return;
      watchers.add(watcher);
      signal?.addEventListener('abort', () => watchers.delete(watcher));
      watcher(value);
    },
  };
}
