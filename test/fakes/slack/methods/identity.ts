import type { Call, Method } from '../call.ts'
import { tier4 } from '../limits.ts'
import { Refused } from '../refused.ts'

export const identityMethods: Readonly<Record<string, Method>> = {
  'auth.test': { pace: { perMinute: 600 }, scopes: [], run: test },
  'users.info': { pace: tier4, scopes: ['users:read'], run: info },
}

function test({ workspace, token }: Call): Record<string, unknown> {
  const { team } = workspace
  return {
    url: team.url,
    team: team.name,
    user: workspace.users.get(token.botUser)?.name,
    team_id: team.id,
    user_id: token.botUser,
    bot_id: token.botId,
    is_enterprise_install: false,
  }
}

function info({ workspace, params }: Call): Record<string, unknown> {
  const user = workspace.users.get(params.user ?? '')
  if (!user) throw new Refused('user_not_found')
  const { id, name, isBot } = user
  const profile = { real_name: name, display_name: name, team: workspace.team.id }
  return { user: { id, team_id: workspace.team.id, name, real_name: name, deleted: false, is_bot: isBot, profile } }
}
