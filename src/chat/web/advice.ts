import { type Text, text } from '../../kit/text.ts'
import { addressOf } from './serve.ts'

interface Setup {
  readonly listen: string
  readonly url: string
  readonly links: 'mail' | 'log'
  readonly env: NodeJS.ProcessEnv
}

/** What is worth knowing before people are asked to decide on the page. */
export function advice({ listen, url, links, env }: Setup): readonly Text[] {
  const { protocol, hostname } = new URL(url)
  const [isNear, isLocal] = [isLoopback(hostname), isLoopback(addressOf(listen).host)]
  const pieces: readonly (readonly [boolean, Text])[] = [
    [env.RUNNER_ENVIRONMENT === 'github-hosted' && !isNear, hosted],
    [protocol === 'http:' && !isNear, inClear],
    [isLocal && !isNear, behindProxy(listen, hostname)],
    [links === 'log', inLog],
    [!env.SALLYPORT_SIGNING_KEY, unsigned],
  ]
  return pieces.filter(([applies]) => applies).map(([, words]) => words)
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host)

const hosted = text(
  'This is a runner of GitHub: nobody can reach a page on it. The web channel is for self-hosted runners.',
  '这是 GitHub 托管的运行器，其上的页面无法从外部访问。web 渠道适用于自托管运行器。',
)
const inClear = text(
  'The address of the page is not https: whoever can listen in on the network could take over a personal link.',
  '页面地址不是 https：能监听网络的人可能窃取个人链接。',
)
const behindProxy = (listen: string, host: string): Text =>
  text(
    `The page listens on ${listen} only: a reverse proxy on this machine must pass ${host} on to it.`,
    `页面仅监听 ${listen}：需要由本机的反向代理将 ${host} 转发给它。`,
  )
const inLog = text(
  'Personal links are printed in the log: whoever can read it can decide in the name of any approver.',
  '个人链接会打印在日志中：能看到日志的人可以用任何审批人的名义作出决定。',
)
const unsigned = text(
  'SALLYPORT_SIGNING_KEY is not set: when the waiting process is started again, people need new links.',
  '未设置 SALLYPORT_SIGNING_KEY：等待进程重新启动后，审批人需要新的链接。',
)
