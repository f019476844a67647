import { InputError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { text } from '../kit/text.ts'

const safe = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/
const reserved = new Set(['shared'])

/** Whether a name may be a release's folder: one plain path part that no shell, option parser or link can misread. */
export const isReleaseName = (name: string): boolean => safe.test(name) && !reserved.has(name)

/** The folder that a release grows in, beside the others. */
export const incomingName = (release: string): string => `.incoming-${release}`

/**
 * The name of a release: what was asked for, or `<version>-<run number>` where each character of the version that has no
 * place in a folder name becomes a dash (`feature/login` → `feature-login-12`).
 */
export function releaseName(asked: string, version: string, runNumber: string): string {
  if (asked !== '') return checked(asked)
  const stem = version.replace(/[^A-Za-z0-9._+-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  if (stem === '') throw unusable(version, 'version')
  return checked(`${stem.slice(0, 100)}-${runNumber}`)
}

function checked(name: string): string {
  if (!isReleaseName(name)) throw unusable(name, 'release')
  return name
}

const unusable = (name: string, input: string): InputError =>
  new InputError({
    code: 'invalid-input',
    problem: text(`“${printable(name, 80)}” cannot name a release.`, `“${printable(name, 80)}”不能用作版本名。`),
    where: `with: ${input}`,
    remedy: text(
      'Use letters, digits and . _ + - only, beginning with a letter or digit, at most 128 characters; “shared” is taken.',
      '只能使用字母、数字和 . _ + -，以字母或数字开头，最多 128 个字符；“shared”已被占用。',
    ),
  })

/** Fills `{project}`, `{environment}` and `{server}` of a path. The values are safe path parts: the configuration sees to it. */
export const fillPath = (template: string, values: { project: string; environment: string; server: string }): string =>
  template.replace(/\{(project|environment|server)\}/g, (_, key: keyof typeof values) => values[key])
