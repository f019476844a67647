import { type Text, text } from './text.ts'

/**
 * Why an action ended as it did: a closed list, part of the public contract (output `reason-code`).
 * The reference in `docs/reason-codes.md` is generated from here.
 */
export const reasonCodes = {
  // Ends that are no failure
  released: text('The release is live on every chosen host.', '发布已在所有选定的主机上生效。'),
  unchanged: text('Every chosen host already served this release.', '所有选定的主机已经在运行该版本，无需改动。'),
  approved: text('The request was approved.', '请求已获批准。'),
  'approved-on-timeout': text('Nobody objected in time, and the policy takes that for a yes.', '在时限内无人反对，按策略视为同意。'),
  'approved-before': text('The same commit was approved for this environment a short while ago.', '相同的提交不久前已在该环境获批。'),
  rejected: text('The request was rejected.', '请求已被拒绝。'),
  expired: text('Nobody decided in time.', '在时限内没有作出决定。'),
  superseded: text('A newer request for the same environment took its place.', '同一环境有更新的请求，已被取代。'),
  delivered: text('Every channel has taken the message.', '所有渠道均已接收消息。'),
  'told-before': text('Every channel shows this state already.', '所有渠道已显示此状态。'),
  'nobody-to-tell': text('No channel is to hear of this.', '没有需要通知的渠道。'),
  'kept-for-companion': text(
    'The run has no secrets (a pull request of a fork): the message was written to a file for a workflow that has them.',
    '此运行没有密钥（来自复刻仓库的拉取请求）：消息已写入文件，供拥有密钥的工作流发送。',
  ),
  'dry-run': text('A dry run: the plan was printed, nothing was changed.', '试运行：只打印计划，没有任何改动。'),
  listed: text('The releases were listed, nothing was changed.', '仅列出了各版本，没有任何改动。'),
  dispatched: text('Everything that was due was started.', '到期的条目均已启动。'),
  'nothing-due': text('Nothing was due.', '没有到期的条目。'),
  'calendar-open': text('The calendar is open at that moment.', '该时刻日历开放。'),
  'as-planned': text('The run is as the plan says.', '该运行与计划一致。'),
  'plan-sound': text('The plan was looked over, and nothing is wrong with it.', '已检查计划，没有发现问题。'),
  heeded: text('The comment was heeded.', '已处理该评论。'),

  // The user can mend it: refused before anything is touched
  'invalid-input': text('An input of the action is missing or not usable.', '动作的某个输入缺失或不可用。'),
  'invalid-configuration': text('The configuration has a mistake; the message says where.', '配置有误；消息会指出位置。'),
  'configuration-not-found': text('The configuration file cannot be read.', '无法读取配置文件。'),
  'missing-secret': text('The configuration names an environment variable that is not set.', '配置引用的环境变量没有设置。'),
  'unknown-environment': text('The configuration has no such environment.', '配置中没有该环境。'),
  'unknown-server': text('The configuration has no server with this name or tag.', '配置中没有该名称或标签的服务器。'),
  'server-disabled': text('A server that is switched off was asked for by name.', '按名称指定了已停用的服务器。'),
  'invalid-key': text(
    'A private key is not usable: wrong kind, damaged, or its passphrase is missing.',
    '私钥不可用：类型不对、已损坏或缺少口令。',
  ),
  'no-host-key': text('A server has no pinned host key.', '服务器没有固定的主机公钥。'),
  'not-supported': text('Something that Sallyport does not support was asked for.', '请求了 Sallyport 不支持的功能。'),
  'source-empty': text('The source directory is empty or missing.', '源目录为空或不存在。'),
  'source-refused': text('The source holds something that cannot be released.', '源目录中含有不能发布的内容。'),
  'source-changed': text('A file of the source changed while it was being read.', '读取过程中源文件发生了变化。'),
  'unknown-ref': text('The repository has no such tag, branch or commit.', '仓库中没有该标签、分支或提交。'),
  'repository-unreadable': text('The repository cannot be read.', '无法读取仓库。'),
  'unsatisfiable-policy': text('The approval policy can be satisfied by nobody.', '审批策略无人能够满足。'),
  'request-pending': text('Another request for this environment is still open.', '该环境还有另一个请求尚未决定。'),
  'channel-unusable': text('A chat channel cannot be used: wrong token, chat or rights.', '聊天渠道不可用：令牌、会话或权限有误。'),
  'approval-missing': text('The environment requires an approval receipt and none is valid.', '该环境要求审批回执，但没有有效的回执。'),
  'no-release': text('There is no such release, or none to go back to.', '没有这个版本，或没有可回退的版本。'),

  'calendar-closed': text(
    'The calendar is closed at that moment; the message says by which rule.',
    '该时刻日历关闭；消息会指出是哪条规则。',
  ),
  'not-as-planned': text('The plan does not say any more that this run may go on.', '计划已不再允许该运行继续。'),
  'plan-faulty': text('The plan has a mistake; the message says where.', '计划有误；消息会指出位置。'),
  'entries-blocked': text(
    'At least one entry that was due was not started: frozen, late, refused, or it waits for somebody; the summary says why.',
    '至少有一个到期条目没有启动：被冻结、已延迟、无法执行或等待人工决定；摘要中说明原因。',
  ),
  'plan-unreadable': text(
    'A part of the plan could not be read or carried out this time; the next tick tries again.',
    '计划的一部分这次无法读取或执行；下次触发会重试。',
  ),

  'cannot-listen': text('The web page cannot listen on its address.', '网页无法监听其地址。'),
  'network-failed': text('A service cannot be reached.', '无法访问某个服务。'),
  'github-permission': text(
    'The token lacks a permission on GitHub; the message says which.',
    '令牌缺少 GitHub 上的某项权限；消息会指出是哪一项。',
  ),
  undelivered: text(
    'At least one channel did not take the message, or it is not known whether it did; the summary says which and why.',
    '至少有一个渠道未接收消息，或无法确认是否接收；作业摘要说明了是哪个及原因。',
  ),
  'channel-failed': text('A chat service did not answer as expected.', '聊天服务的应答异常。'),
  'github-failed': text('GitHub did not answer as expected.', 'GitHub 的应答异常。'),

  // Reaching a host
  unreachable: text('A host cannot be reached.', '无法连接主机。'),
  'host-key-changed': text('A host presented a key that is not the pinned one.', '主机出示的公钥与固定的公钥不符。'),
  'authentication-failed': text('A host refused the user or the key.', '主机拒绝了该用户或密钥。'),
  'no-common-algorithm': text('Host and client have no algorithm in common.', '主机与客户端没有共同的算法。'),
  'connection-lost': text('The connection to a host was lost.', '与主机的连接中断。'),
  'host-answer': text('A host answered something that makes no sense.', '主机的应答无法理解。'),

  // On a host
  'host-tools': text('A host lacks a tool that a release needs.', '主机缺少发布所需的工具。'),
  'host-permission': text('The user may not write where the release goes.', '该用户对发布目录没有写权限。'),
  'no-space': text('A host has not enough space or inodes.', '主机空间或 inode 不足。'),
  'live-is-directory': text('The live path is a real directory, not a link.', '上线路径是真实目录而不是链接。'),
  locked: text('Another run holds the lock of this project and environment.', '另一个运行持有该项目和环境的锁。'),
  'lock-lost': text('This run lost its lock to another one.', '本次运行的锁已被其他运行取走。'),
  'release-differs': text('The host has a release of this name with other content.', '主机上同名版本的内容不同。'),
  'release-damaged': text('A release on the host does not match its manifest.', '主机上的版本与其清单不符。'),
  'shared-missing': text('A shared path does not exist on the host.', '主机上不存在共享路径。'),
  'hook-failed': text('A hook failed.', '钩子执行失败。'),
  'health-check-failed': text('The health check failed.', '健康检查失败。'),
  'switch-failed': text('The live link could not be switched.', '无法切换上线链接。'),
  'rollback-failed': text('A host could not be brought back to what it served before.', '主机未能恢复到之前的版本。'),
  'timed-out': text('The time limit was reached.', '已达到时间上限。'),
  cancelled: text('The run was cancelled.', '运行已被取消。'),
  'host-failed': text('A host failed for another reason; the message says which.', '主机因其他原因失败；详见消息。'),
  'internal-error': text('A fault in Sallyport itself.', 'Sallyport 自身的错误。'),
} as const satisfies Record<string, Text>

export type ReasonCode = keyof typeof reasonCodes
