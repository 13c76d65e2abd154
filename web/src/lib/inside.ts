// Addresses that somebody else may have written into a link.

/** The address when it is one of this app, and the way home otherwise: "/\\elsewhere" is another server's to a browser. */
export function inside(address: string | undefined, here = window.location.origin): string {
  if (!address?.startsWith('/')) return '/'
  try {
    const { origin, pathname, search, hash } = new URL(address, here)
    return origin === here ? `${pathname}${search}${hash}` : '/'
  } catch {
    return '/'
  }
}
