/** In which order unsent messages go: of one person's none overtakes another. Pure. */

/** What goes next to this person: the oldest unsent message, unless it waits for another try. */
export function nextToSend(items, peer) {
  const oldest = items.find((item) => item.peer === peer);
  return oldest?.status === 'sending' ? oldest : null;
}

/** The message that failed holds those behind it back; only it knows why. */
export function holdBack(items, { txn, peer }, error) {
  return items.map((item) => (item.peer === peer ? { ...item, status: 'failed', error: item.txn === txn ? error : null } : item));
}

/** Everything for this person is on its way again. */
export function sendAgain(items, peer) {
  return items.map((item) => (item.peer === peer ? { ...item, status: 'sending', error: null } : item));
}
