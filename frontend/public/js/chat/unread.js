/** The conversations of the signed-in person and how many messages they have not read. */

import { chat } from '../api.js';
import { session } from '../session.js';
import { createStore } from '../store.js';

const REFRESH_MS = 30_000;

/** `list` is null until the first answer. */
export const conversations = createStore({ list: null, error: null });
export const unread = createStore(0);

export async function refreshConversations() {
  if (!session.get().user) return;
  try {
    const { conversations: list } = await chat.conversations();
    if (session.get().user) conversations.set({ list, error: null });
  } catch (error) {
    conversations.patch({ error });
  }
}

export function watchUnread() {
  conversations.watch(({ list }) => unread.set((list ?? []).reduce((sum, one) => sum + (one.unread ?? 0), 0)));
  let owner = null;
  session.watch(({ user }) => {
    if ((user?.id ?? null) === owner) return;
    owner = user?.id ?? null;
    conversations.set({ list: null, error: null });
    refreshConversations();
  });
  setInterval(() => { if (!document.hidden) refreshConversations(); }, REFRESH_MS);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) refreshConversations(); });
}
