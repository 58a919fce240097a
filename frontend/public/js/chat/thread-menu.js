/** Block and report, behind the menu button of a conversation. */

import { chat } from '../api.js';
import { confirmDialog, openDialog } from '../dialog.js';
import { button, h, iconButton } from '../dom.js';
import { field, form } from '../form.js';
import { formatWhen } from '../format.js';
import { toast, toastError } from '../notify.js';
import { nameOf } from './avatar.js';
import { refreshConversations } from './unread.js';

const CHOICE_LENGTH = 60;

async function block(peer) {
  const sure = await confirmDialog({ title: `Block ${nameOf(peer)}?`, text: 'Neither of you can send the other messages any more. You can undo this here.', confirm: 'Block' });
  if (!sure) return;
  try {
    await chat.block(peer.username);
    toast(`${nameOf(peer)} is blocked.`, { actions: [{ label: 'Undo', run: () => unblock(peer) }] });
    refreshConversations();
  } catch (error) {
    toastError(error);
  }
}

async function unblock(peer) {
  try {
    await chat.unblock(peer.username);
    toast(`${nameOf(peer)} is no longer blocked.`, { kind: 'done' });
    refreshConversations();
  } catch (error) {
    toastError(error);
  }
}

const shorten = (text) => (text.length > CHOICE_LENGTH ? `${text.slice(0, CHOICE_LENGTH)}…` : text);

async function report(peer, messages) {
  if (!messages.length) return toast(`${nameOf(peer)} has not written anything yet.`);
  const options = messages.slice(-20).reverse().map(({ id, body, at }) => [id, `${formatWhen(at)}: ${shorten(body)}`]);
  const sent = await openDialog({ title: `Report ${nameOf(peer)}` }, (close) => {
    const message = field({ name: 'message_id', label: 'Message', options, value: options[0][0] });
    const reason = field({ name: 'reason', label: 'What is wrong with it?', maxlength: 500, hint: 'Whoever runs this Attune reads the message, your name and this.' });
    return form({
      fields: [message, reason], submitLabel: 'Send report', testid: 'report-form',
      submit: async ({ message_id: id, reason: why }) => {
        await chat.report(id, why);
        close(true);
      },
    });
  });
  if (sent) toast('Your report was sent.', { kind: 'done' });
  return undefined;
}

/** A disclosure of two buttons; Escape and a click elsewhere close it. */
export function threadMenu({ peer, isBlocked, messagesOfPeer, signal }) {
  const panel = h('div', { class: 'menu', hidden: true });
  const toggle = iconButton('More about this conversation', 'more', { 'aria-expanded': 'false', testid: 'chat-menu', onClick: () => show(panel.hidden) });
  function show(open) {
    panel.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    if (!open) return;
    const entry = (label, name, run) => button(label, { kind: 'menu', iconName: name, onClick: () => { show(false); toggle.focus(); run(); } });
    panel.replaceChildren(
      isBlocked() ? entry('Unblock', 'shield', () => unblock(peer)) : entry('Block', 'shield', () => block(peer)),
      entry('Report a message', 'alert', () => report(peer, messagesOfPeer())));
    panel.querySelector('button').focus();
  }
  const node = h('div', { class: 'relative' }, toggle, panel);
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    show(false);
    toggle.focus();
  });
  document.addEventListener('pointerdown', (event) => { if (!node.contains(event.target)) show(false); }, { signal });
  return node;
}
