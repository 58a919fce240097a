/* Sets the remembered theme before the first paint; a classic script because modules run later. */
try {
  document.documentElement.dataset.theme = localStorage.getItem('attune-theme') || 'system';
} catch {
  document.documentElement.dataset.theme = 'system';
}
