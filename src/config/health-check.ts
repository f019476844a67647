import * as v from 'valibot'
import { exactlyOne, hasOne, oneOrMore, section } from './section.ts'
import { about, count, duration, httpUrl, status, words } from './values.ts'

/** How a release proves that it works, on its host. */
export type HealthCheck = { readonly retries: number; readonly every: number; readonly timeout: number } & (
  | { readonly kind: 'http'; readonly url: string; readonly expect: readonly number[] }
  | { readonly kind: 'command'; readonly run: string }
)

export const healthCheckSchema = v.pipe(
  section({
    url: v.exactOptional(about(httpUrl, 'Address to ask, from the host itself.', '从主机自身请求的地址。')),
    run: v.exactOptional(
      about(words, 'Or a command that succeeds; $NAME belongs to the shell.', '或一条应成功的命令；$NAME 由 shell 解释。'),
    ),
    expect: v.optional(about(oneOrMore(status), 'HTTP status, or several.', '一个或多个 HTTP 状态码。'), 200),
    retries: v.optional(about(count, 'Tries after the first.', '首次之后的重试次数。'), 10),
    every: v.optional(about(duration, 'Time between tries.', '重试间隔。'), '3s'),
    timeout: v.optional(about(duration, 'Time for each try.', '每次的时限。'), '5s'),
  }),
  v.check((given) => hasOne(given, ['url', 'run']), `${exactlyOne}url,run`),
  v.transform(({ url, run, expect, ...pace }): HealthCheck => {
    return url === undefined ? { kind: 'command', run: run ?? '', ...pace } : { kind: 'http', url, expect, ...pace }
  }),
)
