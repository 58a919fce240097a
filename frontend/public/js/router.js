/** Hash routes: one view at a time, its title, its focus and its end. */

import { parseHash } from './route.js';
import { session, tryNow } from './session.js';
import { failed, loading } from './states.js';
import { h, fill } from './dom.js';
import { unreachable } from './views/unreachable.js';

let views = {};
let current = null;
let intended = null;

/** Signed-out people see the open views only, signed-in people never see them. */
function resolve({ name, param }) {
  const view = views[name];
  const user = session.get().user;
  if (!user) {
    if (view?.open) return { name, param };
    if (view) intended = location.hash;
    return { name: 'login', param: null };
  }
  return view && !view.open ? { name, param } : { name: 'dashboard', param: null };
}

function enter(route, view) {
  const main = document.getElementById('main');
  const leaving = new AbortController();
  const root = h('div', { class: `view view-${route.name}` });
  current = { ...route, leaving, view, update: null };
  fill(main, root);
  document.title = `${view.title} · Attune`;
  window.scrollTo(0, 0);
  const mine = current;
  try {
    mine.update = view.mount(root, { signal: leaving.signal, param: route.param }) ?? null;
  } catch (error) {
    console.error(error);
    fill(root, h('h1', { class: 'title-1', tabIndex: -1 }, view.title), failed(error, () => location.reload()));
  }
}

/** Once an open dialog has closed: the page behind it takes no focus. */
function focusHeading() {
  document.querySelector('#main h1')?.focus({ preventScroll: true });
}

function render() {
  if (!session.get().known) return;
  const asked = parseHash(location.hash);
  const route = resolve(asked);
  const address = `#/${route.name}${route.param ? `/${encodeURIComponent(route.param)}` : ''}`;
  if (asked.name !== route.name) history.replaceState(null, '', address);
  if (current?.name === route.name && current.update) {
    if (current.param !== route.param) current.update(current.param = route.param);
    return;
  }
  const first = current === null;
  current?.leaving.abort();
  enter(route, views[route.name]);
  window.dispatchEvent(new CustomEvent('attune:route', { detail: route.name }));
  if (!first) focusHeading();
}

export const currentView = () => current?.name ?? null;

/** Replaces the parameter of the view in the address without mounting it again. */
export function replaceParam(param) {
  history.replaceState(null, '', `#/${current.name}/${encodeURIComponent(param)}`);
  current.param = param;
}

/** Says why the session is not known yet, in the place of the views. */
function troubleTeller() {
  let shown = null;
  return (error) => {
    if (!shown) {
      shown = unreachable(tryNow);
      fill(document.getElementById('main'), shown.node);
      window.addEventListener('online', tryNow);
    }
    shown.say(error);
  };
}

/** Starts routing once the session is known. */
export function startRouter(table) {
  views = table;
  fill(document.getElementById('main'), h('div', { class: 'view' }, loading('Loading Attune')));
  const tellTrouble = troubleTeller();
  window.addEventListener('hashchange', render);
  let lastUserId = 'unknown';
  session.watch(({ known, user, keepPlace, trouble }) => {
    if (trouble) tellTrouble(trouble);
    if (!known || (user?.id ?? null) === lastUserId) return;
    if (!user && lastUserId !== 'unknown' && !keepPlace) history.replaceState(null, '', '#/login');
    lastUserId = user?.id ?? null;
    if (user && intended) history.replaceState(null, '', intended);
    if (user) intended = null;
    render();
  });
}
