/** A code of the server in words: "guest_share.revoked" becomes "Guest share revoked". */
export function spoken(code: string): string {
  const words = code.replaceAll(/[._]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
