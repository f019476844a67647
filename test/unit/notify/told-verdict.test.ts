import { describe, expect, it } from '@jest/globals'
import type { RunStory } from '../../../src/notify/run-story.ts'
import { toldVerdict } from '../../../src/notify/told-verdict.ts'
import type { ToldVerdict } from '../../../src/notify/verdict.ts'
import { runWith } from './notices.ts'

const story = (changes: Partial<RunStory>): RunStory => ({
  facts: runWith({ status: 'in_progress', conclusion: undefined }),
  commit: undefined,
  verdict: 'success',
  isComplete: true,
  jobs: [],
  progress: 0,
  failedJobs: [],
  edge: undefined,
  isFlapping: false,
  duration: undefined,
  notes: [],
  ...changes,
})
const result = { event: 'result', isAlone: false, isCancelled: false } as const
const unreadable = { jobs: undefined, isComplete: undefined } as const

describe('what is told of a run', () => {
  it.each<[string, Partial<RunStory>, Partial<Parameters<typeof toldVerdict>[1]>, ToldVerdict]>([
    ['a success', {}, {}, 'success'],
    ['a start, whatever happened already', { verdict: 'failure' }, { event: 'start' }, 'running'],
    ['others at work', { isComplete: false }, {}, 'running'],
    ['a failure while others are at work', { verdict: 'failure', isComplete: false }, {}, 'failure'],
    ['nothing but skipped jobs', { verdict: 'skipped' }, {}, 'skipped'],
    ['jobs that cannot be read, and this one went well', unreadable, {}, 'unknown'],
    ['jobs that cannot be read, and this one failed', { ...unreadable, verdict: 'failure' }, {}, 'failure'],
    ['jobs that cannot be read, of a run that GitHub says has succeeded', { ...unreadable, facts: runWith() }, {}, 'success'],
    ['no GitHub to ask: this job is all there is', unreadable, { isAlone: true }, 'success'],
    ['nothing known at all', { ...unreadable, verdict: undefined }, { isAlone: true }, 'unknown'],
    ['a run that is being cancelled', {}, { isCancelled: true }, 'cancelled'],
    ['one that had failed before it was cancelled', { verdict: 'failure' }, { isCancelled: true }, 'failure'],
    ['one that is cancelled while nothing can be read', unreadable, { isCancelled: true }, 'cancelled'],
  ])('%s', (_, given, around, told) => {
    expect(toldVerdict(story(given), { ...result, ...around })).toBe(told)
  })
})
