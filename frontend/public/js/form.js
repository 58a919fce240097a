/** Labelled fields, errors beside them, and forms that submit once at a time. */

import { button, h, icon, iconButton } from './dom.js';

let count = 0;

function describe({ input, hintNode, errorNode }, message) {
  errorNode.replaceChildren(...(message ? [icon('alert', 16), h('span', {}, message)] : []));
  errorNode.hidden = !message;
  if (message) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
  const ids = [message ? errorNode.id : null, hintNode?.id].filter(Boolean).join(' ');
  if (ids) input.setAttribute('aria-describedby', ids);
  else input.removeAttribute('aria-describedby');
}

function revealButton(input) {
  const toggle = iconButton('Show password', 'eye', {
    class: 'field-reveal', 'aria-pressed': 'false',
    onClick: () => {
      const show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      toggle.setAttribute('aria-pressed', String(show));
    },
  });
  return toggle;
}

function control({ id, name, type, optional, options, suggestions, ...attributes }) {
  if (options) {
    return h('select', { id, name, class: 'input', ...attributes },
      options.map(([value, text]) => h('option', { value, selected: value === attributes.value }, text)));
  }
  return h('input', { id, name, type, class: 'input', required: !optional, list: suggestions ? `${id}-list` : null, ...attributes });
}

/**
 * A labelled control. `check(value)` answers an error sentence or null.
 * `options` makes it a select: pairs of value and label; `suggestions` are words to choose from or not.
 */
export function field({ name, label, type = 'text', hint, optional = false, check, suggestions, ...attributes }) {
  const id = `field-${name}-${count += 1}`;
  const input = control({ id, name, type, optional, suggestions, ...attributes });
  const hintNode = hint ? h('p', { id: `${id}-hint`, class: 'field-hint' }, hint) : null;
  const errorNode = h('p', { id: `${id}-error`, class: 'field-error', hidden: true });
  const node = h('div', { class: 'field' },
    h('label', { for: id, class: 'field-label' }, label, optional ? h('span', { class: 'field-optional' }, 'optional') : null),
    type === 'password' ? h('div', { class: 'relative' }, input, revealButton(input)) : input,
    suggestions ? h('datalist', { id: `${id}-list` }, suggestions.map((value) => h('option', { value }))) : null,
    hintNode, errorNode);
  const self = { name, node, input, hintNode, errorNode, check, optional };
  self.setError = (message) => describe(self, message);
  self.setError(null);
  input.addEventListener('input', () => self.setError(null));
  return self;
}

/** A yes-or-no setting with its explanation. */
export function checkbox({ name, label, hint, checked }) {
  const id = `field-${name}-${count += 1}`;
  const input = h('input', { id, name, type: 'checkbox', class: 'check', checked, 'aria-describedby': hint ? `${id}-hint` : null });
  const node = h('div', { class: 'check-row' }, input,
    h('div', {}, h('label', { for: id, class: 'field-label' }, label),
      hint ? h('p', { id: `${id}-hint`, class: 'field-hint' }, hint) : null));
  return { name, node, input, setError() {} };
}

function problemOf({ input, check, optional }) {
  const value = input.value;
  if (!value.trim()) return optional || input.tagName === 'SELECT' ? null : 'Please fill this in.';
  if (input.type === 'email' && input.validity.typeMismatch) return 'This does not look like an e-mail address.';
  if (input.type === 'number' && !input.validity.valid) return `A whole number from ${input.min} to ${input.max}.`;
  return check?.(value) ?? null;
}

/** Marks every wrong field and focuses the first. */
function validate(fields) {
  const wrong = fields.filter((one) => one.errorNode && !one.node.hidden).filter((one) => {
    const problem = problemOf(one);
    one.setError(problem);
    return problem;
  });
  wrong[0]?.input.focus();
  return wrong.length === 0;
}

/** The field an API error speaks of, by the field names in its code, else in its words. */
function fieldOf({ code, message }, fields) {
  const shown = fields.filter(({ node }) => !node.hidden);
  const namedIn = (words) => shown.find(({ name }) => new RegExp(`(^|[^a-z])${name}($|[^a-z])`).test(words));
  return namedIn(code) ?? namedIn(message.toLowerCase().replace('e-mail', 'email').replace('display name', 'display_name'));
}

/** `marked` is a field that the form itself has already given an error. */
function showFailure(error, fields, summary, marked) {
  if (marked) return marked.input.focus();
  const about = [400, 409, 422].includes(error.status) ? fieldOf(error, fields) : null;
  if (about?.errorNode) {
    about.setError(error.message);
    return about.input.focus();
  }
  summary.replaceChildren(icon('alert'), h('div', {}, h('p', {}, error.message),
    error.requestId && error.status >= 500 ? h('p', { class: 'fine' }, `Request ${error.requestId}`) : null));
  summary.hidden = false;
  return summary.focus();
}

/**
 * `submit(values)` may throw an ApiError, which is shown beside the field it is about or on top;
 * `onFailure(error)` may mark a field itself and answer it.
 */
export function form({ fields, layout, submitLabel, kind = 'primary', testid, submit, onFailure, wide = false }) {
  const summary = h('div', { class: 'banner banner-error', role: 'alert', tabIndex: -1, hidden: true });
  const send = button(submitLabel, { kind, type: 'submit', class: `btn btn-${kind} ${wide ? 'w-full' : ''}` });
  const node = h('form', { class: 'form', novalidate: true, testid },
    summary, layout ?? fields.map((one) => one.node), h('div', { class: 'form-foot' }, send));
  node.addEventListener('submit', async (event) => {
    event.preventDefault();
    summary.hidden = true;
    if (send.disabled || !validate(fields)) return;
    send.disabled = true;
    node.setAttribute('aria-busy', 'true');
    try {
      await submit(valuesOf(fields), node);
    } catch (error) {
      showFailure(error, fields, summary, onFailure?.(error));
    } finally {
      send.disabled = false;
      node.removeAttribute('aria-busy');
    }
  });
  return node;
}

function valuesOf(fields) {
  return Object.fromEntries(fields.map(({ name, input }) =>
    [name, input.type === 'checkbox' ? input.checked : input.type === 'password' ? input.value : input.value.trim()]));
}

/** Marks the field and answers it when the condition holds; for `onFailure`. */
export function markIf(condition, marked, message) {
  if (!condition) return undefined;
  marked.setError(message);
  return marked;
}
