/** A page in which no link opens anything: each would open in a window of its own, which a sandboxed frame may not. */
export const still = (html: string) => html.replace(/<head>/i, '<head><base target="_blank">')
