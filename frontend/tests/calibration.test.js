import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.window ??= {};
const { takenBack } = await import('../public/js/profile/calibration.js');

test('what a calibration takes back is told in words, strongest first', () => {
  assert.equal(takenBack({ neutral: 0, contempt: 0.2, surprise: 0.1, anger: 0.5, sadness: 0.8 }),
    'It takes back sadness (strongly), anger (clearly), contempt (a little).');
});

test('a face that reads as neutral has nothing taken back', () => {
  assert.equal(takenBack({ neutral: 0, sadness: 0 }), 'Your resting face already reads as neutral: nothing is taken back.');
  assert.equal(takenBack({ neutral: 0, sadness: 0.1 }), 'Your resting face already reads as neutral: hardly anything is taken back.');
});

test('neutral itself is never said to be taken back', () => {
  assert.match(takenBack({ neutral: 1 }), /nothing/);
});
