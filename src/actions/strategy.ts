import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploySettings } from '../config/environment.ts'
import type { Hook } from '../config/hooks.ts'
import type { HookScript } from '../deploy/hooks.ts'
import type { HookName, Strategy } from '../deploy/order.ts'
import { readSharedPath } from '../deploy/shared.ts'
import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'

/** The strategy that the settings describe, scripts of hooks read from the workspace. */
export async function strategyFrom(
  settings: DeploySettings,
  workspace: string,
  options: { adopt: boolean; forceUnlock: boolean },
): Promise<Strategy> {
  const check = settings.healthCheck
  const { waves, pause, parallel, onHostFailure, maxFailed, rollback, keep, reuse, lockWait } = settings
  return {
    ...{ waves, pause, parallel, onHostFailure, maxFailed, rollback, keep, reuse, lockWait },
    ...options,
    shared: settings.shared.map(readSharedPath),
    healthCheck: check?.kind === 'command' ? { ...check, hook: { script: check.run, variables: {} } } : check,
    hooks: await readHooks(settings.hooks, workspace),
  }
}

const hookNames: Readonly<Record<keyof DeploySettings['hooks'], HookName>> = {
  beforeDownload: 'before-download',
  afterDownload: 'after-download',
  beforeRelease: 'before-release',
  afterRelease: 'after-release',
  afterRollback: 'after-rollback',
}

async function readHooks(hooks: DeploySettings['hooks'], workspace: string): Promise<Strategy['hooks']> {
  const read = Object.entries(hooks).map(async ([key, hook]) => {
    const name = hookNames[key as keyof typeof hooks] // the keys of `hooks`
    return [name, await readHook(name, hook, workspace)] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

async function readHook(name: string, hook: Hook, workspace: string): Promise<HookScript> {
  if (hook.kind === 'script') return { script: hook.script, variables: hook.variables }
  const script = await readFile(join(workspace, hook.file), 'utf8').catch((cause: unknown) => {
    throw new InputError({
      code: 'invalid-configuration',
      problem: text(
        `The script of the hook ${name} cannot be read: ${printable(hook.file)}.`,
        `无法读取钩子 ${name} 的脚本：${printable(hook.file)}。`,
      ),
      where: `deploy.hooks.${name}.file`,
      remedy: text('Name a file of the workspace; is it checked out?', '请填写工作区中的文件；是否已检出？'),
      cause,
    })
  })
  return { script, variables: hook.variables }
}
