/** The messages of one conversation, known and on their way, each shown once. Pure. */

/** Sent messages by time, then those on their way in the order they were written. */
export function createTimeline(me) {
  const known = new Map();
  let pending = [];

  const take = (message) => known.set(message.id, message);

  return {
    olderLeftOut: false,
    /** Messages from a fetch; one of ours that is still being sent is matched by its words. */
    receive(messages) {
      const fresh = messages.filter(({ id }) => !known.has(id));
      for (const message of fresh) {
        take(message);
        if (message.from !== me) continue;
        const match = pending.find(({ status, body }) => status === 'sending' && body === message.body);
        pending = pending.filter((one) => one !== match);
      }
      return fresh;
    },
    setPending(items) {
      pending = items;
    },
    confirm(message) {
      take(message);
    },
    messages: () => [...known.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    pending: () => pending,
    lastFromPeer() {
      return this.messages().filter(({ from }) => from !== me).at(-1) ?? null;
    },
  };
}
