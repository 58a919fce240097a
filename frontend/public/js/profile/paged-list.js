/** A list that grows page by page, with its empty, loading and error state. */

import { button, fill, h } from '../dom.js';
import { empty, failed, loading } from '../states.js';

/** `fetchPage(cursor)` answers `{items, cursor}`; `renderItem(item, refresh)` answers a list item. */
export function pagedList({ fetchPage, renderItem, testid, label, emptyTitle, emptyText, signal }) {
  const list = h('ul', { class: 'rows', 'aria-label': label });
  const foot = h('div', { class: 'mt-3' });
  const node = h('div', { testid }, list, foot);
  let cursor = null;
  let turn = 0;

  /** `focus` moves to the first new row: to the row itself, whose buttons may not be undone. */
  async function more({ retrying = false, focus = false } = {}) {
    const mine = turn += 1;
    if (!list.children.length && !retrying) fill(foot, loading(`Loading ${label.toLowerCase()}`));
    try {
      const page = await fetchPage(cursor);
      if (mine !== turn) return;
      const rows = page.items.map((item) => renderItem(item, refresh));
      list.append(...rows);
      cursor = page.cursor || null;
      if (focus && rows.length) focusRow(rows[0]);
      showFoot();
    } catch (error) {
      if (!signal.aborted && mine === turn) fill(foot, failed(error, () => more({ retrying: true, focus })));
    }
  }
  function focusRow(row) {
    row.tabIndex = -1;
    row.focus();
  }
  function showFoot() {
    if (!list.children.length) fill(foot, empty(emptyTitle, emptyText));
    else fill(foot, cursor ? button('Show more', { onClick: () => more({ focus: true }) }) : null);
  }
  /** After a row was taken away; the last one makes place for the next page. */
  function settle() {
    if (list.children.length || !cursor) showFoot();
    else more({ focus: true });
  }
  function refresh() {
    cursor = null;
    fill(list);
    return more();
  }
  refresh();
  return { node, refresh, settle };
}
