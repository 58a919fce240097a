/** Which mood the songs follow: the camera's stable mood, or the person's word over it. Pure. */

export function createMoodState() {
  /** The stable mood the camera reported last. */
  let automatic = null;
  /** What it was before the camera was started anew. */
  let former = null;
  /** The person's word, and the automatic mood it was said against. */
  let told = null;
  let detectionId = null;

  return {
    /** A new start of the camera: a mood told while it was off gives way to it, and what was recorded is over. */
    begin() {
      detectionId = null;
      if (told && told.against !== null) return;
      former = told?.mood ?? automatic ?? former;
      automatic = null;
      told = null;
    },
    /** Takes a prediction; answers the mood to follow from now on, or null when nothing changed. */
    observe({ smoothed, recorded, detection_id: id }) {
      if (recorded && id) detectionId = id;
      if (!smoothed?.stable || !smoothed.mood || smoothed.mood === automatic) return null;
      automatic = smoothed.mood;
      if (told?.mood === automatic) {
        told = null;
        return null;
      }
      told = null;
      return automatic;
    },
    /** The person's word; it holds until the automatic mood changes. */
    tell(mood) {
      told = { mood, against: automatic };
    },
    remember(id) {
      detectionId = id;
    },
    get mood() { return told?.mood ?? automatic ?? former; },
    get told() { return told?.mood ?? null; },
    get detectionId() { return detectionId; },
  };
}
