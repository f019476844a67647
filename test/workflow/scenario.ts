import { expect, it } from '@jest/globals'
import { describeWith } from '../support/needs.ts'
import type { RunEnd } from './act/run.ts'
import type { Setting } from './setting.ts'
import { openStage, type Stage } from './stage.ts'

/** An example that is run, with what people and machines do meanwhile. */
export interface Scenario extends Setting {
  /** What it shows: `goes back everywhere when the canary is sick`. */
  readonly shows: string
  readonly ends: 'well' | 'badly'
  /** Starts the run, plays the people, looks at what came of it, and gives back the end. */
  readonly play: (stage: Stage) => Promise<RunEnd>
}

/** A test for each: its own stage, its own processes. `limit`: for one of them, in milliseconds. */
export function playAll(name: string, scenarios: readonly Scenario[], limit?: number): void {
  describeWith(['act', 'sshd', 'isolation', 'git', 'npm', 'jq', 'curl', 'make'], name, () => {
    it.each(scenarios)('$example $shows', play, limit)
  })
}

async function play(scenario: Scenario): Promise<void> {
  const stage = await openStage(scenario)
  try {
    const end = await scenario.play(stage)
    expect(end.isGood ? 'well' : 'badly').toBe(scenario.ends)
  } catch (error) {
    process.stderr.write(`${scenario.example} ${scenario.shows}:\n${stage.log()}\n`) // why, it says
    throw error
  } finally {
    await stage.close()
  }
}
