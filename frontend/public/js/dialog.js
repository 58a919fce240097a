/** Modal dialogs on the native element: focus is trapped and given back by the browser. */

import { button, h, iconButton } from './dom.js';

let count = 0;

/**
 * Shows what `build(close)` answers and resolves with the value passed to `close`, or with null when the
 * dialog was dismissed or the view behind it was left. It closes before the next view takes the focus.
 */
export function openDialog({ title, testid, className = '' }, build) {
  return new Promise((resolve) => {
    const heading = `dialog-title-${count += 1}`;
    let answer = null;
    const ending = new AbortController();
    const close = (value) => {
      if (!node.open) return;
      answer = value;
      node.close();
    };
    const node = h('dialog', { class: `dialog ${className}`, 'aria-labelledby': heading, testid });
    node.append(
      h('header', { class: 'dialog-head' },
        h('h2', { id: heading, class: 'title-2' }, title),
        iconButton('Close', 'close', { onClick: () => close(null) })),
      ...[build(close)].flat());
    node.addEventListener('close', () => { ending.abort(); node.remove(); resolve(answer); });
    node.addEventListener('click', (event) => { if (event.target === node) close(null); });
    for (const left of ['hashchange', 'attune:route']) {
      window.addEventListener(left, () => close(null), { capture: true, signal: ending.signal });
    }
    document.body.append(node);
    node.showModal();
  });
}

/** Asks before something that cannot be undone. */
export function confirmDialog({ title, text, confirm, danger = true }) {
  return openDialog({ title }, (close) => [
    h('p', { class: 'dialog-body' }, text),
    h('footer', { class: 'dialog-foot' },
      button('Cancel', { onClick: () => close(false) }),
      button(confirm, { kind: danger ? 'danger' : 'primary', onClick: () => close(true) })),
  ]).then(Boolean);
}
