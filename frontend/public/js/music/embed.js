/** Spotify's own player, loaded only after the person agreed to contact Spotify. */

import { button, fill, h, icon, webUrl } from '../dom.js';

const ORIGIN = 'https://open.spotify.com/';

/** Lasts until the page is closed. */
let agreed = false;

function frame(item) {
  return h('iframe', {
    class: 'embed-frame', src: item.playback.url, title: `Spotify player: ${item.title}`,
    allow: 'autoplay; encrypted-media', referrerpolicy: 'no-referrer', loading: 'eager',
  });
}

function note(item, load) {
  return h('div', { class: 'embed-note', testid: 'embed-note' },
    h('p', { class: 'flex gap-3 items-start' }, icon('spotify', 24), h('span', {}, 'This plays in Spotify’s own player. Loading it contacts Spotify, which then learns your address and may set cookies.')),
    h('div', { class: 'flex flex-wrap gap-2' },
      button('Load Spotify player', { kind: 'primary', testid: 'embed-load', onClick: load }),
      h('a', { class: 'btn btn-quiet', href: webUrl(item.url) ?? ORIGIN, target: '_blank', rel: 'noopener noreferrer' }, 'Open in Spotify')));
}

/** The place above the player bar where an embedded player lives; it survives a change of view. */
export function embedDock() {
  const node = h('div', { class: 'embed-dock', hidden: true });
  function show(item) {
    const fits = item?.playback?.url?.startsWith(ORIGIN);
    node.hidden = !fits;
    if (!fits) fill(node);
    else if (agreed) fill(node, frame(item));
    else fill(node, note(item, () => { agreed = true; fill(node, frame(item)); }));
  }
  return { node, show };
}
