import { existsSync, readdirSync } from 'node:fs'
import type { Fleet } from '../support/fleet.ts'
import { until } from '../support/processes.ts'
import type { RunningStep } from '../support/runner.ts'

/** A moment in the life of a deployment to two hosts: settings that make it last, and how to know that it has come. */
export interface Moment {
  readonly name: string
  readonly deploy: Readonly<Record<string, unknown>>
  readonly reached: (step: RunningStep, fleet: Fleet) => Promise<unknown>
  /** What every host serves after a cancelled run, or a killed one and its post step. */
  readonly leaves: 'v1-7' | 'v2-7'
}

const line = (pattern: RegExp) => (step: RunningStep) => step.waitForLine(pattern)
const onHost =
  (prefix: string) =>
  (_: RunningStep, { hosts }: Fleet) =>
    until(() => hosts.some(({ releases }) => readdirSync(releases).some((name) => name.startsWith(prefix))), `a folder ${prefix}*`)
const isLocked = (_: RunningStep, { hosts }: Fleet) =>
  until(() => hosts.some(({ releases }) => existsSync(`${releases}/.sallyport/lock`)), 'a lock', 30_000)

/** Hosts of this kind make unpacking, verifying and removing last. */
export const slowHost = {
  commands: {
    tar: '#!/bin/sh\ncase "$*" in *x*) sleep 0.4 ;; esac\nexec "$MACHINE/tar" "$@"',
    rm: '#!/bin/sh\ncase "$*" in *.removing-*) sleep 0.4 ;; esac\nexec "$MACHINE/rm" "$@"',
  },
}

export const moments: readonly Moment[] = [
  { name: 'looking', deploy: {}, reached: isLocked, leaves: 'v1-7' },
  { name: 'uploading', deploy: {}, reached: onHost('.incoming-'), leaves: 'v1-7' },
  {
    name: 'in the hook before the release',
    deploy: { hooks: { 'before-release': 'echo in-before; sleep 60' } },
    reached: line(/in-before/),
    leaves: 'v1-7',
  },
  {
    name: 'between two waves',
    deploy: { waves: [1, '100%'], pause: '60s' },
    reached: line(/web1: v2-7 is live/),
    leaves: 'v1-7',
  },
  {
    name: 'in the hook after the release',
    deploy: { hooks: { 'after-release': 'case $SALLYPORT_RELEASE in v2*) echo in-after; sleep 60 ;; esac' } },
    reached: line(/in-after/),
    leaves: 'v1-7',
  },
  {
    name: 'in the health check',
    deploy: { 'health-check': { run: 'grep -q v1 version.txt', retries: 20, every: '3s' } },
    reached: line(/health check 1\/21/),
    leaves: 'v1-7',
  },
  {
    name: 'while going back',
    deploy: {
      'health-check': { run: 'grep -q v1 version.txt', retries: 0, every: '1s' },
      hooks: { 'after-rollback': 'echo in-back; sleep 2' },
    },
    reached: line(/in-back/),
    leaves: 'v1-7',
  },
  { name: 'while clearing up', deploy: { keep: 1, reuse: 'hard-link' }, reached: onHost('.removing-'), leaves: 'v2-7' },
]
