import { environmentOf, notifySettings } from '../config/environment.ts'
import type { GitHub } from '../github/client.ts'
import type { Io } from '../kit/run.ts'
import { hideSecrets } from './hide-secrets.ts'
import { loadProject } from './load-project.ts'
import type { NotifyInputs } from './notify-inputs.ts'
import type { WhomToTell } from './read-notify.ts'

/** Reads the configuration. Throws an InputError. */
export async function whomToTell(io: Io, inputs: NotifyInputs, github: GitHub): Promise<WhomToTell> {
  const { config, project } = await loadProject(io, inputs, github)
  hideSecrets(config)
  const environment = inputs.environment ? environmentOf(config, project, inputs.environment) : undefined
  return { config, project, environment, settings: environment && notifySettings(config, environment) }
}
