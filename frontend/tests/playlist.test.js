import assert from 'node:assert/strict';
import test from 'node:test';
import { EMPTY, hold, moveTo, nextIndex, removeSong, replaceList, undo } from '../public/js/music/playlist.js';

const song = (id, kind = 'synth') => ({ id, playback: { kind } });
const list = (mood, ...songs) => ({ mood, songs });
const happy = list('happy', song('a'), song('b'), song('c'));
const sad = list('sad', song('x'), song('y'));

test('a new list begins at its first song and undo returns to where one was', () => {
  const playing = moveTo(replaceList(EMPTY, happy), 1);
  const replaced = replaceList(playing, sad);
  assert.equal(nextIndex(replaced), 0);
  const back = undo(replaced);
  assert.equal(back.list, happy);
  assert.equal(nextIndex(back), 2);
  assert.equal(back.former, null);
});

test('undo without a former list changes nothing', () => {
  const only = replaceList(EMPTY, happy);
  assert.equal(undo(only), only);
});

test('embeds and links are passed over because they do not play by themselves', () => {
  const mixed = replaceList(EMPTY, list('happy', song('a', 'embed'), song('b', 'link'), song('c')));
  assert.equal(nextIndex(mixed), 2);
  assert.equal(nextIndex(moveTo(mixed, 2)), -1);
});

test('taking out an earlier song keeps the next one next', () => {
  const state = removeSong(moveTo(replaceList(EMPTY, happy), 1), 'a');
  assert.equal(state.list.songs[nextIndex(state)].id, 'c');
  assert.equal(removeSong(state, 'nowhere'), state);
});

test('hold is kept through a new list', () => {
  assert.equal(replaceList(hold(EMPTY, true), sad).held, true);
});
