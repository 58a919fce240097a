import assert from 'node:assert/strict';
import test from 'node:test';
import { namedOnly, toJspf, toM3u } from '../public/js/music/list-file.js';

const link = { id: '1', title: 'Blue\nMoon', artists: ['Ella', 'Band'], album: 'Songs', duration_ms: 213_400, url: 'https://example.org/1', playback: { kind: 'link', url: 'https://example.org/1' } };
const synth = { id: '2', title: 'Amber Sail', artists: ['Attune'], album: null, duration_ms: 66_000, url: '', playback: { kind: 'synth', url: '', score: { tempo_bpm: 82, key: 'Bb', mode: 'major', seed: 7 } } };
const stream = { id: '3', title: 'Mine', artists: ['Me'], album: null, duration_ms: null, url: '', playback: { kind: 'stream', url: '/songs/3/stream?signature=secret' } };
const list = { mood: 'sad', intent: 'lift', songs: [link, synth, stream] };

test('an M3U has a length, a name and an address for each song that has one', () => {
  const lines = toM3u(list).split('\n');
  assert.deepEqual(lines.slice(0, 4), ['#EXTM3U', '#PLAYLIST:Attune: songs for sad (lift)', '#EXTINF:213,Ella, Band - Blue Moon', 'https://example.org/1']);
  assert.ok(lines.slice(4).every((line) => line === '' || line.startsWith('# ')), lines.join('|'));
  assert.ok(lines.some((line) => line.includes('82 bpm, Bb major, seed 7')));
});

test('signed addresses never leave the page', () => {
  assert.ok(!toM3u(list).includes('secret') && !toJspf(list).includes('secret'));
  assert.equal(namedOnly(list), 2);
});

test('a JSPF keeps the names and types of XSPF', () => {
  const { playlist } = JSON.parse(toJspf(list, new Date('2026-01-02T03:04:05Z')));
  assert.equal(playlist.date, '2026-01-02T03:04:05.000Z');
  assert.deepEqual(playlist.track[0], { title: 'Blue Moon', creator: 'Ella, Band', album: 'Songs', duration: 213_400, info: 'https://example.org/1' });
  assert.match(playlist.track[1].annotation, /Composed and played by Attune/);
  assert.ok(!('duration' in playlist.track[2]));
});
