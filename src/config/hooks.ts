import * as v from 'valibot'
import { exactlyOne, hasOne, named, section } from './section.ts'
import { about, innerPath, name, say, variableName, words } from './values.ts'

const script = about(words, 'Script for sh; $NAME belongs to the shell.', 'sh 脚本；$NAME 由 shell 解释。')
const file = about(innerPath, 'Script file in the workspace.', '工作区中的脚本文件。')
const variableValue = v.pipe(v.union([v.string(), v.number(), v.boolean()], say('text')), v.transform(String))

/** A script to run, with the variables it is given beside `SALLYPORT_*`. `file` is relative to the workspace. */
export type Hook = ({ readonly kind: 'script'; readonly script: string } | { readonly kind: 'file'; readonly file: string }) & {
  readonly variables: Readonly<Record<string, string>>
}
/** A hook before its template is looked up. */
type WrittenHook = Hook | { readonly kind: 'template'; readonly template: string; readonly variables: Readonly<Record<string, string>> }

interface HookMapping {
  readonly run?: string
  readonly file?: string
  readonly use?: string
  readonly with?: Readonly<Record<string, string>>
}

function hookFrom(given: string | HookMapping): WrittenHook {
  const { run, file, use, with: variables = {} } = typeof given === 'string' ? { run: given } : given
  if (use !== undefined) return { kind: 'template', template: use, variables }
  return file === undefined ? { kind: 'script', script: run ?? '', variables } : { kind: 'file', file, variables }
}

const template = v.pipe(
  v.union(
    [
      script,
      v.pipe(
        section({ run: v.exactOptional(script), file: v.exactOptional(file) }),
        v.check((given) => hasOne(given, ['run', 'file']), `${exactlyOne}run,file`),
      ),
    ],
    say('hook'),
  ),
  v.transform((given) => hookFrom(given) as Hook), // without `use` it is no template
)

const hook = v.pipe(
  v.union(
    [
      script,
      v.pipe(
        section({
          run: v.exactOptional(script),
          file: v.exactOptional(file),
          use: v.exactOptional(about(name, 'Template to use.', '所用的模板。')),
          with: v.exactOptional(about(named(variableName, variableValue), 'Variables for the template.', '传给模板的变量。')),
        }),
        v.check((given) => hasOne(given, ['run', 'file', 'use']), `${exactlyOne}run,file,use`),
        v.check(({ use, with: variables }) => use !== undefined || variables === undefined, say('with-needs-use')),
      ),
    ],
    say('hook'),
  ),
  v.transform(hookFrom),
)

export const templatesSchema = about(named(name, template), 'Hooks to use again, by name.', '可复用的钩子，以名称为键。')
export const templateSchema = template

export const hooksSchema = section({
  'before-download': v.exactOptional(about(hook, 'On the runner, before the source is fetched.', '在运行器上，获取源之前。')),
  'after-download': v.exactOptional(about(hook, 'On the runner, in the downloaded tree.', '在运行器上，位于下载的目录中。')),
  'before-release': v.exactOptional(
    about(hook, 'On each host, in the new release, before it is live.', '在每台主机上，位于新版本中，上线之前。'),
  ),
  'after-release': v.exactOptional(
    about(hook, 'On each host, in the new release, after it is live.', '在每台主机上，位于新版本中，上线之后。'),
  ),
  'after-rollback': v.exactOptional(about(hook, 'On each host that went back.', '在每台已回退的主机上。')),
})

export type WrittenHooks = v.InferOutput<typeof hooksSchema>
/** The hooks of a deployment, templates filled in. */
export type Hooks = { readonly [K in keyof WrittenHooks]: Hook }

/** Puts templates in the place of the hooks that use them. `template` looks one up by its name, which is known to exist. */
export function fillHooks(written: WrittenHooks, template: (name: string) => Hook): Hooks {
  const filled = Object.entries<WrittenHook>(written).map(([stage, hook]) => [stage, fillHook(hook, template)])
  return Object.fromEntries(filled) as Hooks // the same stages as before
}

function fillHook(hook: WrittenHook, template: (name: string) => Hook): Hook {
  return hook.kind === 'template' ? { ...template(hook.template), variables: hook.variables } : hook
}
