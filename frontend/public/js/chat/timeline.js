/** The messages of one conversation, known and on their way, each shown once. Pure. */

/** Sent messages by time, then those on their way in the order they were written. */
export function createTimeline(me) {
  /** By id; of one instant in the order of the server. */
  let known = new Map();
  let pending = [];

  const take = (message) => known.set(message.id, message);
  const isTheirs = ({ from }) => from !== me;

  return {
    /** `awaited`, `arrived`, or `refused` when this conversation cannot be read. */
    firstPage: 'awaited',
    olderLeftOut: false,
    /** How many messages of the other one the server counts as unread. */
    unread: 0,
    /** Messages from a fetch; one of ours that is still being sent is matched by its words. */
    receive(messages) {
      const fresh = messages.filter(({ id }) => !known.has(id));
      for (const message of fresh) {
        take(message);
        if (isTheirs(message)) continue;
        const match = pending.find(({ status, body }) => status === 'sending' && body === message.body);
        pending = pending.filter((one) => one !== match);
      }
      return fresh;
    },
    /** A page before the oldest message; `limited` when there are still older ones. */
    receiveOlder({ messages, limited }) {
      known = new Map([...messages.map((message) => [message.id, message]), ...known]);
      this.olderLeftOut = limited && messages.length > 0;
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
      return this.messages().filter(isTheirs).at(-1) ?? null;
    },
    /** Whether every unread message is here, so that all may be marked as read. */
    holdsUnread() {
      return !this.olderLeftOut || [...known.values()].filter(isTheirs).length >= this.unread;
    },
  };
}
