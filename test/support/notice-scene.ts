import { type FakeDingtalk, fakeDingtalk } from '../fakes/dingtalk.ts'
import { type Discord, startDiscord } from '../fakes/discord/discord.ts'
import { type FakeFeishu, startFeishu } from '../fakes/feishu/server.ts'
import { type FakeGithub, startGithub } from '../fakes/github/github.ts'
import type { Job, WorkflowRun } from '../fakes/github/state.ts'
import { type FakeMailServer, fakeMailServer } from '../fakes/mail-server.ts'
import { type FakeTelegram, startTelegram } from '../fakes/telegram/telegram.ts'
import { type Listener, listen } from '../fakes/webhook-listener.ts'
import { type FakeWecom, fakeWecom } from '../fakes/wecom.ts'
import { type RunningStep, runAction, type StepOptions, type StepResult, startAction } from './runner.ts'
import { jobEnvironment, jobToken } from './runner-context.ts'

const secrets = {
  DING: 'f00dfeedf00dfeedf00dfeedf00dfeed',
  DING_SECRET: 'SEC0123456789abcdef0123456789abcdef',
  CORP: '693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa',
  HOOK_SECRET: `whsec_${Buffer.from('twenty-four bytes of secret').toString('base64')}`,
  TEAM_SECRET: 'a-secret-of-the-group',
}
const chat = -1001234567890

/** A repository with a run in it, and a group on every platform that notices go to, each with the rules of its service. */
export interface NoticeScene {
  readonly github: FakeGithub
  readonly telegram: FakeTelegram
  readonly ding: FakeDingtalk
  readonly corp: FakeWecom
  readonly discord: Discord
  readonly feishu: FakeFeishu
  readonly team: ReturnType<FakeFeishu['addBot']>
  readonly mail: FakeMailServer
  readonly hook: Listener
  /** Channels by name, secrets as `$NAME`: `ops` (Telegram), `ding`, `corp`, `disc`, `team` (Feishu), `mail`, `hook`. */
  readonly channels: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The secrets of the step. */
  readonly env: Readonly<Record<string, string>>
  /** What each place shows, as text, oldest first. */
  shown(place: string): readonly string[]
  /** What the run is like from now on. */
  setRun(run: Partial<WorkflowRun>): void
  /** Everything secret, as nobody may ever read it. */
  readonly hidden: readonly string[]
  run(config: unknown, options?: StepOptions): Promise<StepResult>
  start(config: unknown, options?: StepOptions): Promise<RunningStep>
  close(): Promise<void>
}

const runId = Number(jobEnvironment.GITHUB_RUN_ID)
const minute = 60_000

/** A job that ended well, a quarter of an hour ago. */
export const jobWith = (changes: Partial<Job> & Pick<Job, 'id' | 'name'>): Job => ({
  status: 'completed',
  conclusion: 'success',
  runner: 'other',
  startedAt: Date.now() - 20 * minute,
  completedAt: Date.now() - 15 * minute,
  steps: [{ name: 'Run npm test', number: 2, conclusion: changes.conclusion ?? 'success' }],
  ...changes,
})

/** The job that tells: at work on our runner, with nothing done but that. */
export const ownJob: Job = {
  id: 900,
  name: 'release',
  status: 'in_progress',
  conclusion: null,
  runner: 'test',
  startedAt: Date.now() - minute,
  steps: [
    { name: 'Set up job', number: 1, conclusion: 'success' },
    { name: 'Run sallyport/sallyport/actions/notify@v1', number: 2, conclusion: null, status: 'in_progress' },
  ],
}

export async function openNoticeScene(): Promise<NoticeScene> {
  const now = Date.now
  const limits = { hourly: 100_000, contentPerMinute: 1000, contentPerHour: 10_000, pointsPerMinute: 100_000 } // an afternoon passes in a minute
  const github = await startGithub({ token: jobToken, state: { repository: 'acme/shop' }, limits })
  const telegram = await startTelegram()
  telegram.addChat({ id: chat, type: 'supergroup', title: 'Operations', members: [] })
  const ding = await fakeDingtalk({ token: secrets.DING, secret: secrets.DING_SECRET, now })
  const corp = await fakeWecom({ key: secrets.CORP, now })
  const discord = await startDiscord()
  const feishu = await startFeishu()
  const team = feishu.addBot({ secret: secrets.TEAM_SECRET })
  const mail = await fakeMailServer({ users: { releases: 'pass@word' } })
  const hook = await listen(() => ({ status: 204, body: '' }))
  const disc = discord.addHook()
  const env = {
    TELEGRAM_TOKEN: telegram.token,
    DING_URL: `${ding.url}/robot/send?access_token=${secrets.DING}`,
    DING_SECRET: secrets.DING_SECRET,
    CORP_URL: `${corp.url}/cgi-bin/webhook/send?key=${secrets.CORP}`,
    DISC_URL: disc.url,
    SMTP: `smtp://releases:pass%40word@127.0.0.1:${mail.port}`,
    HOOK_URL: `${hook.url}/events?key=in-the-query`,
    HOOK_SECRET: secrets.HOOK_SECRET,
    TEAM_URL: team.url,
    TEAM_SECRET: secrets.TEAM_SECRET,
  }
  const step = (config: unknown, options: StepOptions = {}): StepOptions => ({
    ...options,
    inputs: { config: JSON.stringify(config), ...options.inputs },
    env: { GITHUB_API_URL: github.url, ...env, ...options.env },
  })
  const shown: Readonly<Record<string, () => readonly string[]>> = {
    ops: () => [...telegram.chat(chat).messages.values()].filter(({ from, deleted }) => !from && !deleted).map(({ text }) => text),
    ding: () => ding.posted.map((message) => JSON.stringify(message)),
    corp: () => corp.posted.map((message) => JSON.stringify(message)),
    disc: () => discord.messages.map((message) => JSON.stringify(message)),
    team: () => team.received.map((body) => JSON.stringify(body)),
    mail: () => mail.mails.map(({ parsed }) => `${parsed.subject}\n${parsed.text}`),
    hook: () => hook.received.map(({ body }) => body.toString()),
  }
  const scene: NoticeScene = {
    github,
    telegram,
    ding,
    corp,
    discord,
    feishu,
    team,
    mail,
    hook,
    channels: {
      ops: { type: 'telegram', token: '$TELEGRAM_TOKEN', chat, api: telegram.url },
      ding: { type: 'dingtalk', webhook: '$DING_URL', secret: '$DING_SECRET' },
      corp: { type: 'wecom', webhook: '$CORP_URL' },
      disc: { type: 'discord', webhook: '$DISC_URL' },
      team: { type: 'feishu', webhook: '$TEAM_URL', secret: '$TEAM_SECRET' },
      mail: { type: 'email', smtp: '$SMTP', from: 'Sallyport <ci@example.com>', to: ['ops@example.com'] },
      hook: { type: 'webhook', url: '$HOOK_URL', secret: '$HOOK_SECRET' },
    },
    env,
    shown: (place) => shown[place]?.() ?? [],
    setRun: (run) => {
      const before = github.state.runs[runId]
      github.state.runs[runId] = { status: 'in_progress', conclusion: null, number: 7, workflowId: 7, ...before, ...run }
    },
    hidden: [...Object.values(secrets), ...Object.values(env), 'pass@word', 'pass%40word', 'in-the-query', team.id],
    run: (config, options) => runAction('notify', step(config, options)),
    start: (config, options) => startAction('notify', step(config, options)),
    close: async () => {
      await Promise.all([telegram, ding, corp, discord, feishu, mail, hook, github].map((place) => place.close()))
    },
  }
  scene.setRun({ startedAt: Date.now() - 21 * minute, createdAt: Date.now() - 21 * minute, workflow: 'Release', jobs: [ownJob] })
  return scene
}
