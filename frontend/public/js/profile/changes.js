/** What a form changed, so that saving leaves the rest to whoever changed it elsewhere. Pure. */

export function changesOf(loaded, now) {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => value !== loaded[key]));
}
