import { type Text, text } from '../../../src/kit/text.ts'
import type { StepResult } from '../../../test/support/runner.ts'
import type { DemoHost } from './host.ts'
import type { Expectation } from './steps.ts'

/** What a host serves, as it answers over HTTP, and what the action says of it. */
export interface HostFinding {
  readonly name: string
  /** The title of its page. */
  readonly page: string
  readonly release: string
  readonly health: number
  readonly visits: number
  readonly state: string
  readonly sent: number
}

/** Asks every host for its page and its health; `told` is the output `hosts` of the action. */
export async function askHosts(hosts: readonly DemoHost[], told: string | undefined): Promise<HostFinding[]> {
  const reports = JSON.parse(told || '[]') as { readonly host: string; readonly state: string; readonly bytes: number }[] // contract 2
  return Promise.all(
    hosts.map(async ({ name, ask }) => {
      const [shop, health] = [await ask('/'), await ask('/healthz')]
      const report = reports.find(({ host }) => host === name)
      return {
        name,
        page: /<title>(.*)<\/title>/.exec(shop.body)?.[1] ?? shop.body,
        release: shop.release,
        health: health.status,
        visits: Number(/Visits: (\d+)/.exec(shop.body)?.[1] ?? 0),
        state: report?.state ?? '',
        sent: report?.bytes ?? -1,
      }
    }),
  )
}

/** All that is not as it was told to be; empty when the step went as it should. `visits`: how often every page has been seen. */
export function mistakesIn(
  expected: Expectation,
  { code, outputs, summary }: Pick<StepResult, 'code' | 'outputs' | 'summary'>,
  hosts: readonly HostFinding[],
  visits: number,
): Text[] {
  const isWell = expected.outcome === 'released'
  const [fewest, most] = expected.sent
  return [
    ...differing('exit code', isWell ? 0 : 1, code),
    ...differing('outcome', expected.outcome, outputs.outcome),
    ...differing('reason-code', expected.reasonCode, outputs['reason-code']),
    ...differing('job summary', 'mermaid', summary.includes('```mermaid') ? 'mermaid' : ''),
    ...hosts.flatMap((host) => [
      ...differing(`${host.name}: page`, `Tea shop ${expected.serves}`, host.page),
      ...differing(`${host.name}: release`, expected.release, host.release),
      ...differing(`${host.name}: /healthz`, 200, host.health),
      ...differing(`${host.name}: visits`, visits, host.visits),
      ...differing(`${host.name}: state`, expected.outcome, host.state),
      ...(host.sent >= fewest && host.sent <= most ? [] : [difference(`${host.name}: bytes`, `${fewest}–${most}`, host.sent)]),
    ]),
  ]
}

const differing = (what: string, expected: string | number, found: string | number | null | undefined): Text[] =>
  expected === found ? [] : [difference(what, expected, found)]

const difference = (what: string, expected: string | number, found: string | number | null | undefined): Text =>
  text(`${what}: expected ${expected}, found ${found || 'nothing'}`, `${what}：应为 ${expected}，实为 ${found || '无'}`)
