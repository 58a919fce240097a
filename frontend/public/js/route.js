/** What the hash of the address asks for. Pure. */

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** `#/chat/abc` is the view `chat` with the parameter `abc`; one that is not well encoded counts as none. */
export function parseHash(hash) {
  const [name, ...rest] = hash.replace(/^#\/?/, '').split('/');
  return { name, param: rest.length ? decoded(rest.join('/')) : null };
}
