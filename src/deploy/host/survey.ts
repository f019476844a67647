import { gunzipSync } from 'node:zlib'
import { RemoteError } from '../../kit/errors.ts'
import { text } from '../../kit/text.ts'
import type { SharedPath } from '../shared.ts'
import type { Answer } from './agent.ts'
import type { Host } from './host.ts'
import { type HostState, readHostState } from './state.ts'

/** A kept release's shortened manifest as a host sends it. Read only when something is to be built on that release. */
export interface SentManifest {
  readonly blob: Buffer
  readonly isPacked: boolean
}

/** What a look at a host brings: its state and, where it was asked for and is of use, the manifest of what is live there. */
export interface Survey {
  readonly state: HostState
  readonly liveManifest: SentManifest | undefined
  /** The same as long as no run does anything there. */
  readonly stamp: string
}

/** Looks at a host: one round trip, nothing is changed. `digest`: of the release that is to come; empty: no manifest is wanted. */
export async function surveyHost(host: Host, shared: readonly SharedPath[], digest = ''): Promise<Survey> {
  return readSurvey(host, await host.ask('survey', [digest, ...shared.map(({ path }) => path)]))
}

export function readSurvey(host: Host, answer: Answer): Survey {
  const state = readHostState(answer, host.order.releases)
  if (state) return { state, liveManifest: answer.blob && manifestIn(answer, state), stamp: stampIn(answer) }
  throw new RemoteError({
    code: 'host-answer',
    party: host.order.name,
    problem: text(`${host.order.name} described itself in a way that makes no sense.`, `${host.order.name} 的自我描述无法理解。`),
  })
}

const stampIn = ({ lines }: Answer): string => lines.find((line) => line.startsWith('stamp ')) ?? ''

/** What was seen before the lock was had, with what came along with that; undefined when somebody has done something in between. */
export const withManifest = (survey: Survey, opened: Answer): Survey | undefined =>
  stampIn(opened) === survey.stamp ? { ...survey, liveManifest: opened.blob && manifestIn(opened, survey.state) } : undefined

/** The most that a manifest may unpack to: some 500,000 entries. */
const manifestLimit = 128 << 20

/** The shortened manifest that an answer carries. */
export const manifestIn = ({ blob = Buffer.alloc(0) }: Answer, { tools }: HostState): SentManifest => ({
  blob,
  isPacked: tools.has('gzip'),
})

/** The words of a manifest; undefined when they cannot be unpacked, or are too many. */
export function unpack({ blob, isPacked }: SentManifest): string | undefined {
  try {
    return (isPacked ? gunzipSync(blob, { maxOutputLength: manifestLimit }) : blob).toString()
  } catch {
    return undefined
  }
}
