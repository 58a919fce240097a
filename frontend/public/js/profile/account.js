/** Account details and preferences. */

import { h } from '../dom.js';
import { checkbox, field, form } from '../form.js';
import { GENDERS } from '../genders.js';
import { INTENTS } from '../moods.js';
import { toast } from '../notify.js';
import { session, updateMe } from '../session.js';
import { formatDateTime } from '../format.js';
import { showTheme } from '../theme.js';
import { changesOf } from './changes.js';

const THEMES = [['system', 'Like the system'], ['light', 'Light'], ['dark', 'Dark']];
const RETENTION = [['', 'Until I erase them'], ['7', '7 days'], ['30', '30 days'], ['90', '90 days'], ['365', 'One year']];

/** `save(changes)` gets what differs from what was loaded, or saved last. */
function saver(loaded, save) {
  return async (now) => {
    const changes = changesOf(loaded, now);
    if (Object.keys(changes).length) await save(changes);
    loaded = now;
    toast('Saved.', { kind: 'done' });
  };
}

/** A value the server has but the list does not is offered as it is. */
const withCurrent = (options, value) => (options.some(([known]) => known === value) ? options : [...options, [value, value]]);

export function accountSection() {
  const { user } = session.get();
  const save = saver({ display_name: user.display_name ?? '', age: user.age ?? null, gender: user.gender ?? null }, updateMe);
  const fields = [
    field({ name: 'display_name', label: 'Display name', optional: true, hint: 'The name others see. Empty shows your username.', value: user.display_name ?? '', autocomplete: 'nickname', maxlength: 60 }),
    field({ name: 'age', label: 'Age', type: 'number', optional: true, value: user.age ?? '', min: 13, max: 120, step: 1, inputmode: 'numeric' }),
    field({ name: 'gender', label: 'Gender', optional: true, value: user.gender ?? '', suggestions: GENDERS, maxlength: 40 }),
  ];
  return [
    h('dl', { class: 'facts' },
      h('div', {}, h('dt', {}, 'Username'), h('dd', { class: 'break-all' }, user.username)),
      h('div', {}, h('dt', {}, 'E-mail'), h('dd', { class: 'break-all' }, user.email)),
      h('div', {}, h('dt', {}, 'Member since'), h('dd', {}, formatDateTime(user.created_at)))),
    form({
      fields, submitLabel: 'Save details', testid: 'account-form',
      layout: [fields[0].node, h('div', { class: 'form-pair' }, fields[1].node, fields[2].node)],
      submit: ({ display_name: name, age, gender }) => save({ display_name: name, age: age ? Number(age) : null, gender: gender || null }),
    })];
}

/** A theme that was tried out and not saved goes with the view. */
export function preferencesSection(signal) {
  const preferences = session.get().user.preferences ?? {};
  const kept = preferences.retention_days ? String(preferences.retention_days) : '';
  const theme = field({ name: 'theme', label: 'Appearance', value: preferences.theme ?? 'system', options: THEMES });
  const retention = field({ name: 'retention_days', label: 'Keep moods and songs', value: kept, options: withCurrent(RETENTION, kept) });
  const intent = field({ name: 'intent', label: 'Music usually should', value: preferences.intent ?? 'match', options: INTENTS.map(({ value, label, about }) => [value, `${label}: ${about.toLowerCase()}`]) });
  const smoothing = checkbox({ name: 'smoothing', label: 'Calm readings', hint: 'Show a mood only when several frames agree.', checked: preferences.smoothing !== false });
  const explicit = checkbox({ name: 'explicit', label: 'Explicit lyrics', hint: 'Songs with explicit lyrics may be recommended.', checked: preferences.explicit === true });
  const save = saver({
    theme: preferences.theme ?? 'system', retention_days: preferences.retention_days || null, intent: preferences.intent ?? 'match',
    smoothing: preferences.smoothing !== false, explicit: preferences.explicit === true,
  }, (changes) => updateMe({ preferences: changes }));
  theme.input.addEventListener('change', () => showTheme(theme.input.value));
  signal.addEventListener('abort', () => showTheme());
  return form({
    fields: [theme, retention, intent, smoothing, explicit], submitLabel: 'Save preferences', testid: 'preferences-form',
    layout: [h('div', { class: 'form-pair' }, theme.node, retention.node), intent.node, smoothing.node, explicit.node],
    submit: ({ retention_days: days, ...rest }) => save({ ...rest, retention_days: days ? Number(days) : null }),
  });
}
