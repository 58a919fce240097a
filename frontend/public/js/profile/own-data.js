/** Take everything along, or erase everything. */

import { me } from '../api.js';
import { openDialog } from '../dialog.js';
import { button, h } from '../dom.js';
import { field, form, markIf } from '../form.js';
import { toast, toastError } from '../notify.js';
import { saveFile } from '../save-file.js';
import { leave, session } from '../session.js';

async function exportAll(event) {
  const pressed = event.currentTarget;
  pressed.disabled = true;
  try {
    saveFile(await me.exportAll(), `attune-${session.get().user.username}-${new Date().toISOString().slice(0, 10)}.json`);
    toast('Your data is in your downloads.', { kind: 'done' });
  } catch (error) {
    toastError(error, 'The export failed.');
  } finally {
    pressed.disabled = false;
  }
}

async function askToErase() {
  const erased = await openDialog({ title: 'Delete your account?' }, (close) => {
    const password = field({ name: 'password', label: 'Your password', type: 'password', autocomplete: 'current-password' });
    return [
      h('p', { class: 'dialog-body' }, 'Your profile, moods, songs, taste, calibration and messages are erased at once. Nothing can bring them back. Export them first if you want to keep them.'),
      form({
        fields: [password], submitLabel: 'Delete for ever', kind: 'danger', testid: 'delete-form',
        submit: async ({ password: secret }) => {
          await me.erase(secret);
          close(true);
        },
        onFailure: ({ status }) => markIf([401, 403].includes(status), password, 'This is not your password.'),
      }),
    ];
  });
  if (erased) leave('Your account and everything in it is erased.');
}

export function ownDataSection() {
  return h('div', { class: 'grid gap-3' },
    h('p', {}, 'Everything Attune holds about you, as one JSON document.'),
    h('div', { class: 'flex flex-wrap gap-2' },
      button('Export my data', { iconName: 'download', testid: 'export-data', onClick: exportAll }),
      button('Delete my account', { kind: 'danger', iconName: 'trash', testid: 'delete-account', onClick: askToErase })));
}
