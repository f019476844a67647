import { environmentOf, notifySettings } from '../../config/environment.ts'
import { mappingAt } from '../../config/tree.ts'
import { isKnownError } from '../../kit/errors.ts'
import type { OpenPlan } from './open-plan.ts'

/** The channels that hear of it when the plan is not looked at any more: those that hear of failures in production environments. */
export function alarmChannels({ config, project }: Pick<OpenPlan, 'config' | 'project'>): readonly string[] {
  const names = [...(mappingAt(config.tree, ['environments'])?.entries.keys() ?? [])]
  const channels = names.flatMap((name) => {
    try {
      const environment = environmentOf(config, project, name)
      return environment.level === 'production' ? notifySettings(config, environment).failure : []
    } catch (error) {
      if (isKnownError(error)) return [] // told where that environment is used
      throw error
    }
  })
  return [...new Set(channels)]
}
