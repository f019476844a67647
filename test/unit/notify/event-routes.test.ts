import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Route } from '../../../src/config/notify.ts'
import { routeEvents, routeOf } from '../../../src/notify/event-routes.ts'
import { levels } from '../../../src/notify/log-level.ts'
import { event } from './events.ts'

/** As in the contract. */
const routes: readonly Route[] = [
  { level: 'error', to: ['ops', 'mail'], mention: ['sre'], fallback: ['hook'] },
  { level: 'warning', to: ['mail'], mention: [], fallback: [] },
  { level: 'info', to: [], mention: [], fallback: [] },
]
const [info, warning, error] = [event({ level: 'info' }), event({ level: 'warning' }), event({ level: 'error' })]

describe('events', () => {
  it('go to the channels of their level: one message each, the most severe first', () => {
    expect(routeEvents([info, warning, error], routes)).toEqual([
      { channel: 'ops', events: [error], mention: ['sre'], fallback: ['hook'] },
      { channel: 'mail', events: [error, warning], mention: ['sre'], fallback: ['hook'] },
    ])
  })

  it('alert those of their own level alone, and no channel without events hears anything', () => {
    expect(routeEvents([warning], routes)).toEqual([{ channel: 'mail', events: [warning], mention: [], fallback: [] }])
    expect(routeEvents([info], routes)).toEqual([])
  })

  it('stay in the summary where no route is for them', () => {
    expect(routeEvents([error], [])).toEqual([])
  })

  it('follow every route of their level', () => {
    const two: Route[] = [
      { level: 'error', to: ['ops'], mention: ['sre'], fallback: ['hook'] },
      { level: 'error', to: ['ops', 'mail'], mention: ['managers'], fallback: [] },
      { level: 'error', to: [], mention: ['nobody'], fallback: ['nowhere'] },
    ]
    expect(routeOf('error', two)).toEqual({ to: ['ops', 'mail'], mention: ['sre', 'managers'], fallback: ['hook'] })
    expect(routeEvents([error], two)).toEqual([
      { channel: 'ops', events: [error], mention: ['sre', 'managers'], fallback: ['hook'] },
      { channel: 'mail', events: [error], mention: ['managers'], fallback: [] },
    ])
  })

  it('are told once in each channel that a route of their level leads to, and nowhere else', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const given = fc.array(
      fc.record({ level: fc.constantFrom(...levels), to: fc.array(name), mention: fc.array(name), fallback: fc.array(name) }),
    )
    const many = fc.array(fc.constantFrom(...levels).map((level) => event({ level })))
    fc.assert(
      fc.property(many, given, (events, all) => {
        const told = routeEvents(events, all)
        const heard = new Set(told.flatMap((one) => one.events))
        expect(heard).toEqual(new Set(events.filter(({ level }) => routeOf(level, all).to.length > 0)))
        expect(new Set(told.map(({ channel }) => channel)).size).toBe(told.length)
        for (const one of told) {
          expect(new Set(one.events).size).toBe(one.events.length)
          expect(one.events.every((e) => routeOf(e.level, all).to.includes(one.channel))).toBe(true)
        }
      }),
    )
  })
})
