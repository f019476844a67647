import { RemoteError } from '../kit/errors.ts'
import { printable } from '../kit/printable.ts'
import { joinText, type Text, text, verbatim } from '../kit/text.ts'
import type { Deployment } from './deployment.ts'
import type { HealthCheck, Probe } from './health.ts'
import { askByHost, noAnswer, probeUrl, readAnswer } from './health.ts'
import { hostOf, type Member } from './member.ts'
import { commandOn, describeEnd } from './run-hook.ts'

/**
 * Checks a host until it is well or the tries are used up: one good answer is enough, as it may take a while to come up. Throws
 * `health-check-failed` with the last answer.
 */
export async function checkHealth(
  deployment: Deployment,
  member: Member,
  check: HealthCheck,
  release: string,
  signal: AbortSignal,
): Promise<void> {
  const { name, releases } = member.order
  let last = verbatim('')
  for (let attempt = 0; attempt <= check.retries; attempt++) {
    if (attempt > 0) await deployment.clock.sleep(check.every, signal)
    const probe = await probeOnce(deployment, member, check, release, signal)
    signal.throwIfAborted()
    if (probe.well) return
    last = shortened(probe.because)
    const count = `${attempt + 1}/${check.retries + 1}`
    deployment.log.info(text(`${name}: health check ${count}: ${last.en}`, `${name}：健康检查 ${count}：${last['zh-CN']}`))
  }
  const what = check.kind === 'http' ? check.url : 'command'
  throw new RemoteError({
    code: 'health-check-failed',
    party: name,
    where: `${name}: ${printable(what)}`,
    problem: text(
      `The health check on ${name} failed ${check.retries + 1} time(s); the last answer: ${last.en}`,
      `${name} 的健康检查失败 ${check.retries + 1} 次；最后一次应答：${last['zh-CN']}`,
    ),
    remedy: text(
      `Look at the application's own log on ${name}; the release stays in ${releases}/${release}.`,
      `请查看 ${name} 上应用自身的日志；版本保留在 ${releases}/${release}。`,
    ),
  })
}

const shortened = (because: Text): Text => text(printable(because.en, 600), printable(because['zh-CN'], 600))

async function probeOnce(deployment: Deployment, member: Member, check: HealthCheck, release: string, signal: AbortSignal): Promise<Probe> {
  const run = { name: 'health-check', release, timeout: check.timeout, signal, silent: true } as const
  if (check.kind === 'http') {
    const url = new URL(check.url)
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(check.timeout)])
    const probe = await probeUrl(hostOf(member).connection, url, check.expect, inTime)
    if (probe !== 'forbidden') return probe
    const { end, tail } = await commandOn(deployment, member, { ...run, hook: askByHost(url, check.timeout) })
    return end.kind === 'timed-out' ? { well: false, because: noAnswer } : readAnswer(tail, check.expect)
  }
  const result = await commandOn(deployment, member, { ...run, hook: check.hook })
  if (result.end.kind === 'code' && result.end.code === 0) return { well: true }
  return { well: false, because: joinText([describeEnd(result), ...result.tail.slice(-3).map(verbatim)], ' · ') }
}
