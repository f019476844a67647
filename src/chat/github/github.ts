import type { Channel as ChannelSettings } from '../../config/channels.ts'
import type { ChannelContext, DecisionChannel } from '../channel.ts'
import { githubDecisions } from './decide.ts'

type Settings = Extract<ChannelSettings, { type: 'github' }>

/** GitHub itself: an issue, or a pull request, where people decide by comments. It speaks with the token of the job. */
export function openGithub({ name, pullRequest, api, proxy }: Settings, context: ChannelContext): DecisionChannel {
  const { client, repository } = context.github
  const own = api === undefined && proxy === undefined ? client : client.through({ api, http: context.http })
  return githubDecisions(
    { name, ...(pullRequest === undefined ? {} : { pullRequest }) },
    { ...context, github: { client: own, repository } },
  )
}
