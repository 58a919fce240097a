/** Asks for consent before the first frame, in the server's own words. */

import { me } from '../api.js';
import { button, fill, h } from '../dom.js';
import { openDialog } from '../dialog.js';
import { toastError } from '../notify.js';
import { giveConsent, session } from '../session.js';
import { failed, loading } from '../states.js';

/** A short first sentence, such as “The guess can be wrong.”, is what the paragraph is about. */
function noticeText(text) {
  return text.trim().split(/\n\s*\n/).map((paragraph) => {
    const [, topic, rest] = /^([^.]{3,38}\.)\s+(.+)$/s.exec(paragraph) ?? [null, null, paragraph];
    return h('p', {}, topic ? h('strong', {}, `${topic} `) : null, rest);
  });
}

/** Shows the notice, and again when it was renewed while it was being read. */
function ask(notice) {
  return openDialog({ title: 'Before your camera starts', testid: 'consent-dialog', className: 'dialog-wide' }, (close) => {
    const text = h('div', { class: 'dialog-body prose', tabIndex: 0, role: 'region', 'aria-label': 'Camera notice' }, noticeText(notice.text));
    const agree = button('I agree, use my camera', { kind: 'primary', testid: 'consent-agree' });
    agree.addEventListener('click', async () => {
      agree.disabled = true;
      try {
        await giveConsent(notice.version);
        close(true);
      } catch (error) {
        agree.disabled = false;
        if (error.code !== 'consent_outdated') return toastError(error);
        notice = await me.consentNotice();
        fill(text, h('p', { class: 'banner banner-note' }, 'This notice was renewed a moment ago. Please read it again.'), noticeText(notice.text));
        text.focus();
      }
    });
    return [text, h('footer', { class: 'dialog-foot' },
      h('p', { class: 'fine w-full' }, `Version ${notice.version}. You can withdraw at any time in your profile.`),
      button('No camera', { testid: 'consent-decline', onClick: () => close(false) }), agree)];
  });
}

/** Answers whether the person has agreed to the notice as it stands. `again` asks even so. */
export async function ensureConsent({ again = false } = {}) {
  const notice = await me.consentNotice();
  if (!again && session.get().user?.consent?.version === notice.version) return true;
  return Boolean(await ask(notice));
}

/** The notice for reading only, in the profile. */
export function readNotice() {
  return openDialog({ title: 'Camera notice', className: 'dialog-wide' }, () => {
    const text = h('div', { class: 'dialog-body prose', tabIndex: 0, role: 'region', 'aria-label': 'Camera notice' }, loading('Loading the notice'));
    me.consentNotice().then((notice) => fill(text, noticeText(notice.text)), (error) => fill(text, failed(error)));
    return text;
  });
}
