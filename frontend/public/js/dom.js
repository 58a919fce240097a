/** Builds DOM nodes. Text always becomes a text node, never markup. */

const SVG_NS = 'http://www.w3.org/2000/svg';
const AS_PROPERTY = new Set([
  'value', 'checked', 'disabled', 'hidden', 'selected', 'required', 'readOnly', 'tabIndex', 'muted',
]);

function apply(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === 'testid') node.dataset.testid = value;
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (AS_PROPERTY.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  apply(node, props);
  node.append(...present(children));
  return node;
}

export function s(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG_NS, tag);
  apply(node, props);
  node.append(...present(children));
  return node;
}

/** A decorative icon from the sprite. */
export function icon(name, size = 20) {
  return s('svg', { class: 'icon', width: size, height: size, 'aria-hidden': 'true', focusable: 'false' },
    s('use', { href: `/icons/sprite.svg#${name}` }));
}

/** A button that never submits a form by accident. */
export function button(label, { kind = 'quiet', iconName, onClick, ...props } = {}) {
  return h('button', { type: 'button', class: `btn btn-${kind}`, on: onClick ? { click: onClick } : undefined, ...props },
    iconName ? icon(iconName) : null, h('span', {}, label));
}

/** A button that shows an icon only; the label is its accessible name and tooltip. */
export function iconButton(label, iconName, { onClick, class: extra = '', ...props } = {}) {
  return h('button', {
    type: 'button', class: `btn-icon ${extra}`, 'aria-label': label, title: label,
    on: onClick ? { click: onClick } : undefined, ...props,
  }, icon(iconName));
}

export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

/** Gives a pressed or relabelled state to a toggle. */
export function setPressed(node, pressed) {
  node.setAttribute('aria-pressed', String(pressed));
}

/** Only web addresses may become links; anything else is dropped. */
export function webUrl(address) {
  try {
    const url = new URL(address, location.origin);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A promise of `ms` milliseconds that an abort cuts short. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
