import { describe, expect, it } from '@jest/globals'
import { type FakeTelegram, startTelegram } from '../fakes/telegram/telegram.ts'
import { type Listener, listen } from '../fakes/webhook-listener.ts'
import { closed, inSeconds, openPlanScene, type PlanScene, planHead } from '../support/plan-scene.ts'

const chat = -1001234567890
const [minute, day] = [60_000, 86_400_000]

/** Below the level. */
const headline = (words: string): string => words.split('\n')[1] ?? ''

interface NoticedScene extends AsyncDisposable {
  readonly scene: PlanScene
  readonly telegram: FakeTelegram
  readonly hook: Listener
  readonly options: { readonly env: Readonly<Record<string, string>> }
  readonly inputs: Readonly<Record<string, string>>
  /** What the group shows, oldest first. */
  shown(): readonly string[]
}

async function openNoticed(): Promise<NoticedScene> {
  const scene = await openPlanScene()
  const telegram = await startTelegram()
  telegram.addChat({ id: chat, type: 'supergroup', title: 'Operations', members: [] })
  const hook = await listen(() => ({ status: 204, body: '' }))
  const config = {
    people: { alice: { github: 'alice', telegram: 4711 }, bob: { github: 'bob', telegram: 4712 } },
    admins: ['alice'],
    channels: {
      ops: { type: 'telegram', token: '$TELEGRAM_TOKEN', chat, api: telegram.url },
      hook: { type: 'webhook', url: '$HOOK_URL' },
    },
    environments: { production: { notify: { success: ['hook'], failure: ['hook'], start: ['hook'], cancelled: ['hook'] } }, staging: {} },
  }
  return {
    ...{ scene, telegram, hook },
    options: { env: { TELEGRAM_TOKEN: telegram.token, HOOK_URL: `${hook.url}/events?key=in-the-query` } },
    inputs: { config: JSON.stringify(config) },
    shown: () => [...telegram.chat(chat).messages.values()].filter(({ from }) => !from).map(({ text }) => text),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([scene.close(), telegram.close(), hook.close()])
    },
  }
}

describe('notices of a plan', () => {
  it('tell the channel of an entry of its start, its end, a refusal and a freeze, each once, with its owner', async () => {
    await using place = await openNoticed()
    const { scene, inputs, options, shown, telegram } = place
    const at = inSeconds(10)
    const entry = (id: string, more = {}) => ({ id, at, version: 'v1', notify: 'ops', owner: 'bob', ...more })
    scene.plan([entry('api'), entry('bad', { workflow: 'gone.yml' }), entry('typo', { versoin: 'v1' })])
    const steps = [await scene.run(inputs, options)]
    const about = (id: string) => shown().filter((words) => words.includes(`shop · ${id}`))
    expect(about('api')).toEqual([expect.stringMatching(/Started: api v1[\s\S]*Owner: bob/)])
    expect(about('bad')).toEqual([expect.stringMatching(/Cannot be carried out: bad v1[\s\S]*There is no workflow “gone\.yml”/)])
    expect(about('typo')).toEqual([expect.stringMatching(/Unknown key “versoin”[\s\S]*version/)])
    const message = [...telegram.chat(chat).messages.values()].find(({ text }) => text.includes('Started: api'))
    const mentioned = message?.entities.flatMap((entity) => (entity.type === 'text_mention' ? [entity.user.id] : []))
    const linked = JSON.stringify(message?.entities)
    expect(mentioned?.includes(4712) || linked.includes('4712')).toBe(true)
    scene.finish(scene.runs()[0]?.id ?? 0)
    steps.push(await scene.run(inputs, options), await scene.run(inputs, options))
    expect(about('api').map((words) => headline(words))).toEqual([
      expect.stringContaining('Started: api'),
      expect.stringContaining('✅ Released: api'),
    ])
    expect(about('bad')).toHaveLength(1)
    expect(about('typo')).toHaveLength(1)
    scene.plan(
      [entry('frozen', { at: inSeconds(900) }), entry('asks', { at: inSeconds(900), 'on-freeze': 'ask' })],
      planHead + closed('Incident', Date.now() - day, Date.now() + day),
    )
    steps.push(await scene.run(inputs, options), await scene.run(inputs, options))
    expect(about('frozen')).toEqual([expect.stringMatching(/Put off: frozen v1[\s\S]*“Incident”/)])
    expect(about('asks')).toEqual([expect.stringMatching(/Somebody must decide: asks v1[\s\S]*\/override asks/)])
    expect(place.hook.received).toEqual([])
    for (const { raw, summary, outputs } of steps) {
      const seen = `${raw.replace(/^::add-mask::.*$/gm, '')}${summary}${JSON.stringify(outputs)}`
      for (const secret of [telegram.token, 'in-the-query']) expect(seen).not.toContain(secret)
    }
  }, 90_000)

  it('remind before, and tell who cancelled, moved or left out what people had heard of', async () => {
    await using place = await openNoticed()
    const { scene, inputs, options, shown } = place
    const at = inSeconds(30 * 60)
    const entry = (id: string, more = {}) => ({ id, at, version: 'v1', notify: 'ops', reminders: ['1h', '10m'], ...more })
    const quiet = { ...inputs, hold: 'none' }
    scene.plan([entry('api'), entry('moved'), entry('off'), entry('removed', { owner: 'bob' })])
    await scene.run(quiet, options)
    expect(shown().map((words) => headline(words))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/In (?:29|30) min: api/),
        expect.stringMatching(/: moved/),
        expect.stringMatching(/: off/),
      ]),
    )
    expect(shown()).toHaveLength(4)
    await scene.run(quiet, options)
    expect(shown()).toHaveLength(4)
    scene.plan([entry('api'), entry('moved', { at: inSeconds(3 * 3600) }), entry('off', { cancelled: true })])
    await scene.run(quiet, options)
    expect(
      shown()
        .slice(4)
        .map((words) => headline(words))
        .sort(),
    ).toEqual([
      expect.stringContaining('Cancelled: off'),
      expect.stringContaining('Cancelled: removed'),
      expect.stringContaining('Planned: moved'),
    ])
    expect(shown().find((words) => words.includes('Cancelled: removed'))).toMatch(/Owner: bob[\s\S]*not in the plan any more/)
    scene.pass(21 * minute)
    await scene.run(quiet, options)
    expect(shown()).toHaveLength(8)
    expect(shown()[7]).toMatch(/In 8 min|In 9 min/)
  }, 90_000)

  it('go to the channels of the environment where the entry names none; a channel in trouble stops nothing', async () => {
    await using place = await openNoticed()
    const { scene, inputs, options, hook, telegram } = place
    const up = telegram.outage()
    const at = inSeconds(10)
    scene.plan([
      { id: 'one', at, version: 'v1' },
      { id: 'two', at, version: 'v1', notify: 'ops' },
      { id: 'three', at, version: 'v1', notify: 'nowhere' },
    ])
    const step = await scene.run(inputs, options)
    up()
    expect(scene.started()).toEqual(['one', 'three', 'two'])
    expect([step.code, step.outputs.outcome]).toEqual([0, 'dispatched'])
    const told = hook.received.map(({ body }) => body.toString())
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/Started: one/)
    expect(step.log).toContain('nowhere')
  }, 90_000)
})
