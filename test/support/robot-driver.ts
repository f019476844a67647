import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { robotClassPath } from './robot-libraries.ts'

/** Something that leads somewhere; `picture` is an address too. */
export interface DingtalkLink {
  readonly title: string
  readonly url: string
  readonly picture?: string
}

/** A message for DingTalk's own SDK, in words that are not DingTalk's: what they are called on the wire is the SDK's business. */
export interface DingtalkCall {
  readonly api: string
  readonly token: string
  /** Signed with it, as of `timestamp` in milliseconds. */
  readonly secret?: string
  readonly timestamp?: number
  readonly kind: string
  readonly title?: string
  readonly text?: string
  readonly orientation?: string
  /** The only button of a card, or where a link leads. */
  readonly button?: DingtalkLink
  readonly links?: readonly DingtalkLink[]
  readonly alerts?: { readonly mobiles?: readonly string[]; readonly people?: readonly string[]; readonly everybody?: boolean }
}

/** A part of a message of WeCom: `title` and `words` stand beside each other, `app` is where it leads instead of `url`. */
export interface WecomItem {
  readonly title?: string
  readonly words?: string
  readonly url?: string
  readonly picture?: string
  readonly type?: number
  readonly app?: string
}

export interface WecomCard {
  readonly type: string
  readonly source?: string
  readonly sourceColour?: number
  readonly heading?: WecomItem
  readonly emphasis?: WecomItem
  readonly subtitle?: string
  readonly quote?: WecomItem
  readonly columns?: readonly WecomItem[]
  readonly rows?: readonly WecomItem[]
  readonly jumps?: readonly WecomItem[]
  readonly buttons?: readonly WecomItem[]
  /** Where the whole card leads. */
  readonly action?: WecomItem
  readonly picture?: string
  readonly pictureRatio?: number
}

/** A message for weixin-java-cp, in words that are not WeCom's. */
export interface WecomCall {
  readonly api: string
  readonly key: string
  readonly kind: 'text' | 'markdown' | 'image' | 'news' | 'file' | 'card'
  readonly text?: string
  readonly people?: readonly string[]
  readonly mobiles?: readonly string[]
  /** Base64; the driver computes its digest, unless `digest` is another one. */
  readonly picture?: string
  readonly digest?: string
  readonly articles?: readonly WecomItem[]
  readonly card?: WecomCard
}

/** What a library says of the service's answer. */
export interface RobotAnswer {
  readonly isSuccess: boolean
  readonly code: number
  readonly words: string
}

export interface RobotDriver {
  dingtalk(call: DingtalkCall): Promise<RobotAnswer>
  /** As it is, and as it stands in an address. */
  dingtalkSignature(secret: string, timestamp: number): Promise<{ readonly plain: string; readonly encoded: string }>
  wecom(call: WecomCall): Promise<RobotAnswer>
  close(): Promise<void>
}

/** The libraries of test/independent/robots, in one JVM that takes one call after the other. */
export function startRobots(): RobotDriver {
  const options = ['-XX:TieredStopAtLevel=1', '-cp', robotClassPath() ?? ''] // starts sooner, and never runs long
  const jvm = spawn('java', [...options, 'Robots'], { stdio: 'pipe' })
  const answers = createInterface({ input: jvm.stdout })[Symbol.asyncIterator]()
  const ended = once(jvm, 'close')
  let said = ''
  jvm.stderr.on('data', (chunk) => {
    said += chunk
  })
  jvm.stdin.on('error', () => {}) // it has ended, which the missing answer tells

  const ask = async <T>(robot: string, call: object): Promise<T> => {
    jvm.stdin.write(`${JSON.stringify({ ...call, robot })}\n`)
    const { value, done } = await answers.next()
    const answer = done ? { fault: 'The JVM ended.' } : JSON.parse(value)
    if (answer.fault) throw new Error(`${answer.fault}\n${said}`)
    return answer
  }

  return {
    dingtalk: (call) => ask('dingtalk', call),
    dingtalkSignature: (secret, timestamp) => ask('dingtalk-signature', { secret, timestamp }),
    wecom: (call) => ask('wecom', call),
    close: async () => {
      jvm.stdin.end()
      await ended
    },
  }
}
