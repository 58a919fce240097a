/** A score as a flat list of notes in seconds. Pure: no audio here. */

export const secondsPerBeat = (score) => 60 / score.tempo_bpm;

export function durationSeconds(score) {
  if (score.duration_ms) return score.duration_ms / 1000;
  return score.bars * score.beats_per_bar * secondsPerBeat(score);
}

/** Notes of all tracks by the time they start: `{at, duration, midi, velocity, instrument}`. */
export function flattenScore(score) {
  const beat = secondsPerBeat(score);
  return score.tracks
    .flatMap((track) => track.notes.map(([start, length, midi, velocity]) => ({
      at: start * beat, duration: Math.max(0.02, length * beat), midi,
      velocity: Math.min(1, Math.max(0, velocity)) * track.gain, instrument: track.instrument,
    })))
    .sort((a, b) => a.at - b.at);
}

/** Index of the first note that starts at or after `seconds`. */
export function firstNoteAt(notes, seconds) {
  let low = 0;
  let high = notes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (notes[middle].at < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Long notes that a seek to `seconds` lands inside of, shortened to what is left of them. */
export function notesHeldAt(notes, seconds) {
  return notes
    .slice(0, firstNoteAt(notes, seconds))
    .filter((note) => note.instrument !== 'drums' && note.at + note.duration > seconds + 0.25)
    .map((note) => ({ ...note, at: seconds, duration: note.at + note.duration - seconds }));
}
