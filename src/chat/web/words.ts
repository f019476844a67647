import { type Text, text } from '../../kit/text.ts'

/** What the page says of its own; what is asked and what became of it is said by the message. */
export const words = {
  production: text('Production', '生产环境'),
  test: text('Test', '测试环境'),
  reminder: text('Reminder', '提醒'),
  timeLeft: text('Time left', '剩余时间'),
  until: text('until', '截止'),
  closed: text('Closed', '已结束'),
  live: text('Live', '实时'),
  reconnecting: text('Reconnecting…', '正在重连…'),
  decision: text('Your decision', '你的决定'),
  reason: text('Reason', '理由'),
  reasonHint: text('Everyone who sees this request can read it.', '能看到此请求的人都可以看到。'),
  private: text(
    'This link is yours alone: whoever has it decides in your name.',
    '此链接仅供你本人使用：持有它的人可以用你的名义作出决定。',
  ),
  withoutScript: text('To see the current state, reload this page.', '要查看最新状态，请重新加载本页。'),
  viewer: text('You can look on here. Whoever decides has a personal link.', '此处仅供查看。审批人各有自己的个人链接。'),
  sending: text('Sending…', '正在发送…'),
  unsent: text('No answer just now. Please press again: a decision counts only once.', '暂时没有应答，请再按一次：同一决定只会计入一次。'),
  current: text('Show the current state', '查看最新状态'),
  received: text(
    'Your decision was received. What became of it is not known yet; this page will show it.',
    '已收到你的决定，但尚不知道处理结果；结果会显示在本页。',
  ),
  used: text(
    'Not counted: this page was out of date. Please look at the current state below and decide again if need be.',
    '未计入：页面已过期。请查看下方的最新状态，如有需要请重新决定。',
  ),
  forged: text(
    'Not counted: this did not come from the current page. Please decide again here.',
    '未计入：该操作不是来自当前页面。请在此重新决定。',
  ),
  foreignSite: text('Not counted: this came from another site.', '未计入：该操作来自其他网站。'),
  over: text('Not counted: the request is closed.', '未计入：该请求已结束。'),
  tooLate: text('Not counted: the time to decide is over.', '未计入：审批时限已过。'),
  unreadable: text('Not counted: what was sent is not a decision.', '未计入：发送的内容不是有效的决定。'),
  tooMany: text('Not counted: you have decided too often on this request.', '未计入：你对该请求作出决定的次数过多。'),
  tooLong: text('Not counted: what was sent is too long.', '未计入：发送的内容过长。'),
} as const satisfies Record<string, Text>

/** Pages of their own: a title and what it means. */
export const notices = {
  open: {
    title: text('An approval is open', '有一个审批正在进行'),
    words: text('To see it and decide, open the personal link that was sent to you.', '要查看并作出决定，请打开发送给你的个人链接。'),
  },
  over: {
    title: text('This approval is closed', '该审批已结束'),
    words: text('There is nothing left to decide here.', '这里没有需要决定的事项了。'),
  },
  starting: {
    title: text('One moment', '请稍候'),
    words: text('The request is being taken up again. Please reload this page in a few seconds.', '正在恢复该请求，请几秒后重新加载本页。'),
  },
  unknown: {
    title: text('This link leads nowhere', '此链接无效'),
    words: text(
      'It may be incomplete, or belong to a request that was decided elsewhere or ended. Please open the newest link that was sent to you.',
      '它可能不完整，或属于已经决定或结束的其他请求。请打开发送给你的最新链接。',
    ),
  },
  method: {
    title: text('That does not work here', '不支持此操作'),
    words: text('This page can be opened, and decided with its buttons.', '本页可以打开，并通过按钮作出决定。'),
  },
  busy: {
    title: text('Too many pages are open', '打开的页面过多'),
    words: text(
      'The page works, but does not update itself. Reload it to see the current state.',
      '页面仍可使用，但不会自动更新；请重新加载查看最新状态。',
    ),
  },
  fault: {
    title: text('Something went wrong', '出错了'),
    words: text('A fault in Sallyport itself. Nothing was counted.', 'Sallyport 自身出错，没有计入任何操作。'),
  },
} as const satisfies Record<string, { readonly title: Text; readonly words: Text }>

export const said = {
  decidesAs: (name: string): Text => text(`You decide as ${name}.`, `你将以 ${name} 的身份作出决定。`),
  more: (count: number): Text => text(`and ${count} more`, `另有 ${count} 项`),
} as const
