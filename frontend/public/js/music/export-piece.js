/** Renders a composed piece into a WAV file, with progress and a way out. */

import { openDialog } from '../dialog.js';
import { button, h } from '../dom.js';
import { formatPercent } from '../format.js';
import { toast } from '../notify.js';
import { fileName, saveFile } from '../save-file.js';
import { renderPiece } from './synth/render.js';
import { encodeWav } from './wav.js';

/** The bytes of the piece as a WAV file in stereo. */
async function pieceAsWav(song, onProgress) {
  const buffer = await renderPiece(song.playback.score, { onProgress });
  return encodeWav([buffer.getChannelData(0), buffer.getChannelData(1)], buffer.sampleRate);
}

function progressBody(song, close) {
  const bar = h('progress', { class: 'progress', max: 1, value: 0, 'aria-label': `Rendering “${song.title}”` });
  const words = h('p', { class: 'fine' }, 'Starting…');
  const node = [
    h('div', { class: 'dialog-body grid gap-3' }, h('p', {}, `“${song.title}” is being rendered. It goes faster while nothing plays.`), bar, words),
    h('footer', { class: 'dialog-foot' }, button('Cancel', { onClick: () => close(null) }))];
  const show = (share) => {
    bar.value = share;
    words.textContent = `${formatPercent(share)} rendered`;
  };
  return { node, show };
}

/** Cancelling closes the dialog; what is rendered after that is thrown away. */
export async function exportPiece(song) {
  let failure = null;
  const bytes = await openDialog({ title: 'Export as WAV', testid: 'export-dialog' }, (close) => {
    const { node, show } = progressBody(song, close);
    pieceAsWav(song, show).then(close, (error) => { failure = error; close(null); });
    return node;
  });
  if (failure) return toast('The piece could not be rendered in this browser.', { kind: 'error' });
  if (!bytes) return undefined;
  saveFile(new Blob([bytes], { type: 'audio/wav' }), fileName(`${song.title} - Attune`, 'wav'));
  return toast(`“${song.title}” is in your downloads.`, { kind: 'done' });
}
