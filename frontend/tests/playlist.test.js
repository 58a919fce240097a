import assert from 'node:assert/strict';
import test from 'node:test';
import {
  EMPTY, hold, insertSong, moveTo, nextIndex, playNext, remember, removeSong, replaceList, undo, upNext,
} from '../public/js/music/playlist.js';

const song = (id, kind = 'synth') => ({ id, playback: { kind } });
const list = (mood, ...songs) => ({ mood, songs });
const happy = list('happy', song('a'), song('b'), song('c'));
const sad = list('sad', song('x'), song('y'));
const ids = (songs) => songs.map(({ id }) => id).join('');

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
  assert.equal(ids(upNext(mixed)), 'c');
  assert.equal(nextIndex(moveTo(mixed, 2)), -1);
});

test('in a list of embeds one follows the other', () => {
  const embeds = replaceList(EMPTY, list('happy', song('a', 'embed'), song('b', 'link'), song('c', 'embed')));
  assert.equal(ids(upNext(embeds)), 'ac');
  assert.equal(nextIndex(moveTo(embeds, 0)), 2);
});

test('taking out an earlier song keeps the next one next', () => {
  const state = removeSong(moveTo(replaceList(EMPTY, happy), 1), 'a');
  assert.equal(state.list.songs[nextIndex(state)].id, 'c');
  assert.equal(removeSong(state, 'nowhere'), state);
});

test('hold is kept through a new list', () => {
  assert.equal(replaceList(hold(EMPTY, true), sad).held, true);
});

test('a song brought forward comes next, whether it lay ahead or behind', () => {
  const long = replaceList(EMPTY, list('happy', ...'abcde'.split('').map((id) => song(id))));
  const playing = moveTo(long, 1);
  const ahead = playNext(playing, 'e');
  assert.equal(ids(ahead.list.songs), 'abecd');
  assert.equal(ids(upNext(ahead)), 'ecd');
  const behind = playNext(playing, 'a');
  assert.equal(ids(behind.list.songs), 'bacde');
  assert.equal(ids(upNext(behind)), 'acde');
  assert.equal(playNext(playing, 'c'), playing);
  assert.equal(playNext(playing, 'nowhere'), playing);
});

test('a song put back stands where it stood, once', () => {
  const playing = moveTo(replaceList(EMPTY, happy), 1);
  const back = insertSong(removeSong(playing, 'a'), song('a'), 0);
  assert.equal(ids(back.list.songs), 'abc');
  assert.equal(back.next, playing.next);
  assert.equal(insertSong(back, song('a'), 0), back);
});

test('songs that were heard are remembered once each, the latest last', () => {
  const heard = ['a', 'b', 'a'].reduce((state, id) => remember(state, song(id)), EMPTY);
  assert.equal(ids(heard.played), 'ba');
});
