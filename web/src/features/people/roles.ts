// The roles a project gives, the narrowest first.
export const PROJECT_ROLES = ['external', 'viewer', 'reviewer', 'initiator', 'project_admin'] as const
