/** The keys of the player. Pure: which key means what, and when a key belongs to something else. */

/** What the dialog says; `keys` are values of KeyboardEvent.key. */
export const SHORTCUTS = [
  { action: 'toggle', keys: [' ', 'k'], shown: ['Space', 'K'], does: 'Play or pause' },
  { action: 'next', keys: ['n'], shown: ['N'], does: 'Next song' },
  { action: 'previous', keys: ['p'], shown: ['P'], does: 'Previous song, or back to the start' },
  { action: 'back', keys: ['j', 'ArrowLeft'], shown: ['J', '←'], does: 'Back 10 seconds' },
  { action: 'forward', keys: ['l', 'ArrowRight'], shown: ['L', '→'], does: 'Forward 10 seconds' },
  { action: 'quieter', keys: ['-'], shown: ['−'], does: 'Quieter' },
  { action: 'louder', keys: ['+', '='], shown: ['+'], does: 'Louder' },
  { action: 'mute', keys: ['m'], shown: ['M'], does: 'Mute' },
  { action: 'like', keys: ['f'], shown: ['F'], does: 'Like, or take the like back' },
  { action: 'dislike', keys: ['d'], shown: ['D'], does: 'Dislike, or take it back' },
  { action: 'queue', keys: ['q'], shown: ['Q'], does: 'Show or hide what comes next' },
  { action: 'help', keys: ['?'], shown: ['?'], does: 'Show these keys' },
];

/** Elements that want all keys, and those that use these two kinds themselves. */
const WRITES = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable=""], [contenteditable="true"]';
const PRESSES = 'button, a[href], summary, input, iframe, [role="button"], [role="menuitem"]';
const MOVES = 'input, [role="slider"], .messages-scroll, .table-scroll';

/** The action of a key press, or null when it is not ours to take. */
export function actionOf(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(key));
  const inside = (selector) => Boolean(event.target?.closest?.(selector));
  if (!shortcut || inside(WRITES)) return null;
  if (event.repeat && !['quieter', 'louder', 'back', 'forward'].includes(shortcut.action)) return null;
  if (key === ' ' && inside(PRESSES)) return null;
  if (key.startsWith('Arrow') && inside(MOVES)) return null;
  return shortcut.action;
}
