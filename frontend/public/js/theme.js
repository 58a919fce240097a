/** Light, dark or the system's choice; remembered so that the next visit does not flash. */

const KEY = 'attune-theme';

export function keepTheme(theme = 'system') {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be switched off; the theme then lasts for this page only.
  }
}
