/** The categories of notices, in the order in which they are offered. */
export const CATEGORIES = ['documents', 'workflows', 'transmittals', 'access', 'guest_shares', 'account'] as const
