import { InputError } from '../../kit/errors.ts'
import { type Text, text } from '../../kit/text.ts'

/** Why an address cannot be listened on, in words of the configuration. Anything unknown comes back as it is. */
export function listenFailure(error: unknown, listen: string, channel: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException // what Node throws has one
  const failure = failures[code]
  if (!failure) return error
  return new InputError({
    code: 'cannot-listen',
    problem: text(`The web page cannot listen on ${listen}: ${failure.why.en}`, `网页无法监听 ${listen}：${failure.why['zh-CN']}`),
    where: `channels.${channel}.listen`,
    remedy: failure.remedy,
    cause: error,
  })
}

const another = text('Choose another address or port.', '请换一个地址或端口。')
const failures: Readonly<Record<string, { readonly why: Text; readonly remedy: Text }>> = {
  EADDRINUSE: {
    why: text('another program uses this port.', '该端口已被其他程序占用。'),
    remedy: text('Choose another port, or end the program that has this one.', '请换一个端口，或结束占用它的程序。'),
  },
  EACCES: {
    why: text('this user may not use the port.', '当前用户无权使用该端口。'),
    remedy: text('Choose a port above 1023.', '请使用 1023 以上的端口。'),
  },
  EADDRNOTAVAIL: { why: text('the machine has no such address.', '本机没有该地址。'), remedy: another },
  ENOTFOUND: { why: text('there is no such host.', '没有该主机。'), remedy: another },
  EAI_AGAIN: { why: text('the name cannot be looked up.', '无法解析该名称。'), remedy: another },
  EINVAL: { why: text('it is no address of this machine.', '它不是本机的地址。'), remedy: another },
  ERR_SOCKET_BAD_PORT: { why: text('there is no such port.', '没有该端口。'), remedy: another },
}
