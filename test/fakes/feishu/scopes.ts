/** Which rights open which call: the app needs any one of a list (from the page of each API). */
export const scopes = {
  send: ['im:message', 'im:message:send_as_bot', 'im:message:send'],
  edit: ['im:message', 'im:message:send_as_bot', 'im:message:update'],
  recall: ['im:message', 'im:message:recall', 'im:message:send_as_bot'],
  read: ['im:message', 'im:message:readonly'],
  list: ['im:message', 'im:message:readonly', 'im:message.history:readonly'],
  react: ['im:message', 'im:message.reactions:write_only'],
  readReactions: ['im:message.reactions:read', 'im:message:readonly'],
  upload: ['im:resource', 'im:resource:upload'],
  whisper: ['im:message', 'im:message:send_as_bot', 'im:message:update'],
  readChat: ['im:chat', 'im:chat:read', 'im:chat:readonly'],
  readMembers: ['im:chat', 'im:chat:readonly', 'im:chat.members:read', 'im:chat.group_info:readonly'],
  listFields: ['base:field:read', 'bitable:app', 'bitable:app:readonly'],
  searchRecords: ['base:record:retrieve', 'bitable:app', 'bitable:app:readonly'],
  readRecords: ['base:record:read', 'bitable:app', 'bitable:app:readonly'],
  createRecords: ['base:record:create', 'bitable:app'],
  updateRecords: ['base:record:update', 'bitable:app'],
  deleteRecords: ['base:record:delete', 'bitable:app'],
} as const satisfies Record<string, readonly string[]>

/** Without it nothing of a group can be read (230027); the gateway does not look at it. */
export const groupHistory = 'im:message.group_msg'

/** What a gate needs, and nothing more: it uploads nothing. */
export const enoughScopes: readonly string[] = [
  'im:message:send_as_bot',
  'im:message:readonly',
  groupHistory,
  'im:message.reactions:read',
  'im:message.reactions:write_only',
  'im:chat:readonly',
]

/** What a plan in a table needs, and nothing more: it makes and deletes no rows. */
export const planScopes: readonly string[] = ['base:field:read', 'base:record:retrieve', 'base:record:read', 'base:record:update']
