/** A list that grows page by page, with its empty, loading and error state. */

import { button, fill, h } from '../dom.js';
import { empty, failed, loading } from '../states.js';

/** `fetchPage(cursor)` answers `{items, cursor}`; `renderItem(item, refresh)` answers a list item. */
export function pagedList({ fetchPage, renderItem, testid, label, emptyTitle, emptyText, signal }) {
  const list = h('ul', { class: 'rows', 'aria-label': label });
  const foot = h('div', { class: 'mt-3' });
  const node = h('div', { testid }, list, foot);
  let cursor = null;

  async function more(retrying = false) {
    if (!list.children.length && !retrying) fill(foot, loading(`Loading ${label.toLowerCase()}`));
    try {
      const page = await fetchPage(cursor);
      const firstNew = list.children.length;
      list.append(...page.items.map((item) => renderItem(item, refresh)));
      cursor = page.cursor || null;
      showFoot();
      if (firstNew && page.items.length) list.children[firstNew].querySelector('button, a')?.focus();
    } catch (error) {
      if (!signal.aborted) fill(foot, failed(error, () => more(true)));
    }
  }
  function showFoot() {
    if (!list.children.length) fill(foot, empty(emptyTitle, emptyText));
    else fill(foot, cursor ? button('Show more', { onClick: () => more() }) : null);
  }
  function refresh() {
    cursor = null;
    fill(list);
    return more();
  }
  refresh();
  return { node, refresh, settle: showFoot };
}
