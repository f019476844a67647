import * as v from 'valibot'
import { list, oneOrMore, section } from './section.ts'
import { about, flag, hostName, label, name, port, userName, words } from './values.ts'

/** What is known of a server without any secret: enough to choose it. */
const standing = {
  tags: v.optional(about(list(name), 'Tags that environments and waves choose servers by.', '标签，环境和批次按其选择服务器。'), []),
  owner: v.exactOptional(about(label, 'Person, group or role in charge.', '负责的人员、组或角色。')),
  department: v.exactOptional(about(words, 'Department it belongs to.', '所属部门。')),
  jump: v.exactOptional(about(name, 'Server to go through.', '跳板服务器。')),
  enabled: v.optional(about(flag, 'false: no release goes there.', 'false：不向其发布。'), true),
}

const login = {
  host: about(hostName, 'Host name or IP address.', '主机名或 IP 地址。'),
  port: v.optional(about(port, 'SSH port.', 'SSH 端口。'), 22),
  user: about(userName, 'User to log in as.', '登录用户。'),
  key: v.exactOptional(about(words, 'Private key, as $NAME.', '私钥，写作 $NAME。')),
  passphrase: v.exactOptional(about(words, 'Passphrase of the key, as $NAME.', '私钥口令，写作 $NAME。')),
  password: v.exactOptional(about(words, 'Password, as $NAME, where keys are not possible.', '密码，写作 $NAME；用于无法使用密钥的情况。')),
  agent: v.exactOptional(
    about(
      flag,
      'Whether to use the SSH agent. Default: when there is one and neither key nor password.',
      '是否使用 SSH agent。默认：没有密钥和密码且存在 agent 时使用。',
    ),
  ),
  'host-key': v.exactOptional(
    about(
      oneOrMore(words),
      'Pinned host keys: ssh-ed25519 AAAA…, or SHA256:… fingerprints.',
      '固定的主机公钥：ssh-ed25519 AAAA…，或 SHA256:… 指纹。',
    ),
  ),
}

export const serverSchema = section({ ...login, ...standing })
export const loginSchema = section({ ...login })
export const standingSchema = section({ ...standing })
export const standingKeys: readonly string[] = Object.keys(standing)

/** A server as it is chosen: by name or tag. Its address and secrets are read by `resolveServer`. */
export interface Server extends v.InferOutput<typeof standingSchema> {
  readonly name: string
}
