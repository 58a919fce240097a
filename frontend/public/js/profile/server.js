/** For the admin: let somebody in, and look at what people reported. */

import { auth, chat } from '../api.js';
import { button, fill, h } from '../dom.js';
import { formatDateTime } from '../format.js';
import { toast, toastError } from '../notify.js';
import { empty, failed, loading } from '../states.js';

const inviteLink = (code) => `${location.origin}/#/register/${encodeURIComponent(code)}`;

/** Where the page may not use the clipboard, the link is selected for the person to copy. */
async function copy(input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    toast('The link is copied.', { kind: 'done' });
  } catch {
    toast('The link is selected: copy it from there.');
  }
}

function invitation({ code, expires_at: until }) {
  const link = h('input', { class: 'input', id: 'invite-link', readOnly: true, value: inviteLink(code), testid: 'invite-link' });
  return h('div', { class: 'grid gap-2' },
    h('label', { class: 'font-medium', for: 'invite-link' }, 'Link for one new member'), link,
    h('p', { class: 'fine' }, `It works once, until ${formatDateTime(until)}, and is not shown again.`),
    h('div', {}, button('Copy the link', { onClick: () => copy(link) })));
}

function invites() {
  const made = h('div', { 'aria-live': 'polite' });
  const make = button('Invite somebody', { iconName: 'person', testid: 'invite', onClick: press });
  async function press() {
    make.disabled = true;
    try {
      fill(made, invitation(await auth.invite()));
    } catch (error) {
      toastError(error, 'No invitation was made.');
    } finally {
      make.disabled = false;
    }
  }
  return h('div', { class: 'grid gap-3' },
    h('p', {}, 'Where registration needs an invitation (ATTUNE_SIGNUPS=invite), this makes one.'), h('div', {}, make), made);
}

/** `dismissed` is called once every report of the message is gone. */
function reportItem(report, dismissed) {
  const dismiss = button('Dismiss', {
    testid: 'dismiss-report',
    'aria-label': `Dismiss the report of ${formatDateTime(report.at)}`,
    onClick: async () => {
      try {
        await chat.dismissReports(report.message_id);
        await dismissed();
      } catch (error) {
        toastError(error, 'The report is still there.');
      }
    },
  });
  return h('li', { class: 'row' },
    h('div', { class: 'min-w-0 grow' },
      h('p', { class: 'font-medium break-words' }, `${report.from ?? 'Somebody'}: “${report.body}”`),
      h('p', { class: 'break-words' }, report.reason),
      h('p', { class: 'fine' }, `Reported by ${report.reported_by ?? 'somebody'} on ${formatDateTime(report.at)}`)),
    dismiss);
}

function reports(signal) {
  const heading = h('h3', { class: 'title-3', id: 'reports-title', tabIndex: -1 }, 'Reported messages');
  const node = h('div', { testid: 'reports' });
  async function refresh({ moved = false } = {}) {
    if (!node.children.length) fill(node, loading('Loading reports', 1));
    try {
      const listed = (await chat.reports(signal)).reports;
      const again = () => refresh({ moved: true });
      fill(node, listed.length
        ? h('ul', { class: 'rows', 'aria-labelledby': 'reports-title' }, listed.map((report) => reportItem(report, again)))
        : empty('No reports', 'Messages that people report to you are listed here.'));
      if (moved) heading.focus();
    } catch (error) {
      if (!signal.aborted) fill(node, failed(error, refresh));
    }
  }
  refresh();
  return h('div', { class: 'grid gap-3' }, heading, node);
}

export function serverSection(signal) {
  return h('div', { class: 'grid gap-6' }, invites(), reports(signal),
    h('p', { class: 'fine' }, 'Somebody forgot their password? On the server, “attune reset-password” with their username makes a new one.'));
}
