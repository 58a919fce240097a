/** Saves a list of songs as a file that other players read. */

import { openDialog } from '../dialog.js';
import { button, h } from '../dom.js';
import { formatCount } from '../format.js';
import { toast } from '../notify.js';
import { fileName, saveFile } from '../save-file.js';
import { namedOnly, toJspf, toM3u } from './list-file.js';

const FORMATS = [
  { name: 'M3U', extension: 'm3u8', type: 'application/vnd.apple.mpegurl', write: toM3u, about: 'For most players, such as VLC.' },
  { name: 'JSPF', extension: 'jspf', type: 'application/jspf+json', write: toJspf, about: 'XSPF as JSON, for ListenBrainz and scripts.' },
];

function choice(list, format, close) {
  const save = () => {
    const day = new Date().toISOString().slice(0, 10);
    saveFile(new Blob([format.write(list)], { type: format.type }), fileName(`Attune ${list.mood} ${day}`, format.extension));
    close(true);
    toast(`The list is in your downloads as ${format.name}.`, { kind: 'done' });
  };
  return h('li', { class: 'save-choice' },
    h('p', {}, h('strong', {}, format.name), ' ', h('span', { class: 'fine' }, format.about)),
    button(`Save as ${format.name}`, { iconName: 'download', testid: `save-${format.name.toLowerCase()}`, onClick: save }));
}

export function askToSaveList(list) {
  const named = namedOnly(list);
  return openDialog({ title: 'Save this list', testid: 'save-dialog' }, (close) => h('div', { class: 'dialog-body grid gap-4' },
    h('p', {}, `${formatCount(list.songs.length, 'song')}, with links to those that have one.`,
      named ? ` ${formatCount(named, 'song lives', 'songs live')} in Attune only and will be named without a link; pieces that Attune composed can be exported as WAV while they play.` : ''),
    h('ul', { class: 'grid gap-3' }, FORMATS.map((format) => choice(list, format, close)))));
}
