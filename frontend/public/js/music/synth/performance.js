/** How a score is played: a human hand, a voice for the melody, tone and loudness. Pure. */

import { randomFrom } from '../../random.js';
import { durationSeconds, flattenScore } from './score.js';

const SLOWEST_BPM = 60;
const FASTEST_BPM = 138;
/** Seconds that a hand is early or late at most, and behind the beat on average. */
const HAND = {
  pad: { waver: 0.012, behind: 0.006 }, pluck: { waver: 0.008, behind: 0.004 }, bass: { waver: 0.005, behind: 0.003 },
  lead: { waver: 0.011, behind: 0.008 }, drums: { waver: 0.003, behind: 0.002 },
};

/** What the last notes and the room need to die away. */
export const RING_S = 2.4;

/** From the last beat to silence included. */
export const soundingSeconds = (score) => durationSeconds(score) + RING_S;

/** Half of the pieces sing their melody, the other half plays it on an electric piano. */
const leadVoice = (score) => (Number(score.seed ?? 0) % 2 ? 'keys' : 'lead');

/** The notes as played, by time; the same for the same score. */
export function perform(score) {
  const random = randomFrom(`hand ${score.seed}`);
  const voice = leadVoice(score);
  return flattenScore(score)
    .map((note) => {
      const { waver, behind } = HAND[note.instrument] ?? HAND.pluck;
      const at = Math.max(0, note.at + behind + waver * (random() + random() - 1));
      return { ...note, at, instrument: note.instrument === 'lead' ? voice : note.instrument };
    })
    .sort((a, b) => a.at - b.at);
}

/** Slow pieces sound dark, fast ones open: 0 … 1. */
export const brightnessOf = ({ tempo_bpm: bpm }) => Math.min(1, Math.max(0, (bpm - SLOWEST_BPM) / (FASTEST_BPM - SLOWEST_BPM)));

/**
 * The gain that brings slow and fast pieces to about −16 LUFS: a line through the loudness of pieces of
 * each mood, measured without it (ITU-R BS.1770; 12 pieces, −14.6 … −16.8 LUFS).
 */
export const makeupOf = (score) => 10 ** ((1.1 - 2.7 * brightnessOf(score)) / 20);
