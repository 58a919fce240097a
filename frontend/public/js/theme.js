/** Light, dark or the system's choice; remembered so that the next visit does not flash. */

const KEY = 'attune-theme';

let kept = 'system';

/** For trying it out, until it is kept or the kept one is shown again. */
export function showTheme(theme = kept) {
  document.documentElement.dataset.theme = theme;
}

export function keepTheme(theme = 'system') {
  kept = theme;
  showTheme();
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be switched off; the theme then lasts for this page only.
  }
}
