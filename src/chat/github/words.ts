import { type Text, text } from '../../kit/text.ts'

/** How people decide. On a pull request several requests may be open, so that the id is named. */
export function howTo(id: string, isShared: boolean): Text {
  const [approve, reject] = isShared ? [`/approve ${id}`, `/reject ${id}`] : ['/approve', '/reject']
  return text(
    `Comment \`${approve}\` or \`${reject}\`, with a reason if you like: as the first words of a new comment. \`/status\` tells how far it is, \`/withdraw\` takes your vote back. Edited comments do not count.`,
    `请发表新评论，以 \`${approve}\` 或 \`${reject}\` 开头，可附上理由。\`/status\` 查看进度，\`/withdraw\` 撤回表态。编辑过的评论不计入。`,
  )
}

export const words = {
  edited: text(
    'Not counted: a comment that was edited may have said something else. Please write a new one.',
    '未计入：编辑过的评论可能与原意不同，请发表新评论。',
  ),
  editedLater: text(
    'What you changed in your comment changes nothing: it counts as it was first written. To decide otherwise, write a new comment.',
    '修改评论不会改变结果：以最初的内容为准。如需另作决定，请发表新评论。',
  ),
  program: text(
    'Not counted: a program wrote this for you. Please comment on GitHub yourself.',
    '未计入：这条评论由程序代发，请亲自在 GitHub 上评论。',
  ),
  otherAccount: text('Not counted: this login belongs to another account than before.', '未计入：该登录名所属的账户与之前不同。'),
  almost: text(
    'This did not decide anything. To decide, begin a new comment with `/approve` or `/reject`.',
    '这条评论不构成决定。请以 `/approve` 或 `/reject` 开头发表新评论。',
  ),
  contradiction: text(
    'Not counted: the comment says one thing and then another. Please write a new one.',
    '未计入：评论内容前后矛盾，请发表新评论。',
  ),
  reopened: text(
    'Closing this issue decides nothing, so it is open again. To decide, comment `/approve` or `/reject`.',
    '关闭议题不构成决定，因此已重新打开。请评论 `/approve` 或 `/reject` 作出决定。',
  ),
} as const satisfies Record<string, Text>

/** A typed id that is none of this place. */
export const foreign = (typed: string, own: string): Text =>
  text(
    `Not counted: ${typed} is not open here, request ${own} is. If ${typed} is part of your reason, put a word before it.`,
    `未计入：此处的请求是 ${own}，没有 ${typed}。如果 ${typed} 是理由的一部分，请在它前面加一个词。`,
  )

/** Several requests are open in the same place. */
export const nameIt = (ids: readonly string[]): Text =>
  text(
    `Not counted: several requests are open here. Name the one you mean: \`/approve ${ids.join('`, `/approve ')}\`.`,
    `未计入：此处有多个请求尚未决定，请写明编号：\`/approve ${ids.join('`、`/approve ')}\`。`,
  )
