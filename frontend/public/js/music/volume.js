/** How loud the player is, remembered for the next visit. */

const KEY = 'attune-volume';
const USUAL = 0.8;

function stored() {
  try {
    const value = Number(localStorage.getItem(KEY) ?? USUAL);
    return value >= 0 && value <= 1 ? value : USUAL;
  } catch {
    return USUAL;
  }
}

export const rememberedVolume = () => stored();

export function rememberVolume(volume) {
  try {
    localStorage.setItem(KEY, String(volume));
  } catch {
    // Storage may be switched off; the volume then lasts for this page only.
  }
}

/** The gain of a slider's place: ears hear levels, not amplitudes. */
export const gainOf = (volume) => volume ** 2;
