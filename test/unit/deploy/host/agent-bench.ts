import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach } from '@jest/globals'
import { describeWith } from '../../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../../support/temporary.ts'
import { emptyFolder, file, link } from '../../../support/trees.ts'
import { type AgentOptions, type AgentProcess, busyboxCommands, ownerOf, startAgentProcess } from './agent-process.ts'

/** A little of everything that a release may hold. */
export const small = {
  'index.html': file('hello\n'),
  'bin/run': file('#!/bin/sh\n', 0o755),
  current: link('index.html'),
  empty: emptyFolder(),
  'back\\slash': file('odd\n'),
}

const shells: readonly { name: string; needs: string[]; shell: readonly string[]; busybox?: true }[] = [
  { name: 'dash', needs: ['dash'], shell: ['dash'] },
  { name: 'bash', needs: ['bash'], shell: ['bash', '--posix'] },
  { name: 'busybox and its commands', needs: ['busybox'], shell: ['busybox', 'ash'], busybox: true },
]

/** What a test has of the agent in one shell: fresh for each. */
export interface Bench {
  folder: string
  options: AgentOptions
  agent: AgentProcess
  another(token: string, more?: Partial<AgentOptions>): Promise<AgentProcess>
  /** Takes the lock. */
  open(): Promise<string>
  served(): string
}

export const status = async (answer: ReturnType<AgentProcess['ask']>): Promise<string> => (await answer).status

/** The same tests in every shell that the machine has. */
export function describeAgent(title: string, body: (bench: Bench) => void): void {
  for (const { name, needs, shell, busybox } of shells) {
    describeWith(needs, `${title} in ${name}`, () => {
      const others: AgentProcess[] = []
      const bench = {
        another: async (token, more = {}) => {
          const one = await startAgentProcess({ ...bench.options, token, ...more })
          others.push(one)
          return one
        },
        open: () => status(bench.agent.ask('open', ownerOf('mine'))),
        served: () => readlinkSync(bench.agent.live),
      } as Bench // the rest is there before each test
      beforeEach(async () => {
        bench.folder = await temporaryFolder('agent')
        bench.options = { shell, folder: bench.folder, ...(busybox ? { path: busyboxCommands(join(bench.folder, 'bin')) } : {}) }
        bench.agent = await startAgentProcess(bench.options)
      })
      afterEach(async () => {
        for (const one of [bench.agent, ...others.splice(0)]) await one.stop()
        removeFolder(bench.folder)
      })
      body(bench)
    })
  }
}
