import { InputError } from '../kit/errors.ts'
import { type Text, text } from '../kit/text.ts'

/** What can be wrong with the text that was given for a private key; each says what was found and what to do. */
const problems = {
  empty: [
    text('The private key is empty.', '私钥为空。'),
    text(
      'Store the whole file of the private key in the secret, BEGIN and END lines included.',
      '请把私钥文件的全部内容（含 BEGIN 和 END 行）存入 secret。',
    ),
  ],
  public: [
    text('This is a public key; the private key is needed.', '这是公钥；需要的是私钥。'),
    text(
      'Store the file without “.pub” in the secret; the public key belongs into authorized_keys on the server.',
      '请把不带“.pub”后缀的文件存入 secret；公钥应放在服务器的 authorized_keys 中。',
    ),
  ],
  putty: [
    text('This is a key in the format of PuTTY (.ppk), which is not supported.', '这是 PuTTY 格式（.ppk）的密钥，不受支持。'),
    text(
      'Convert it: “puttygen key.ppk -O private-openssh-new -o key”, or in PuTTYgen: Conversions → Export OpenSSH key.',
      '请转换：执行“puttygen key.ppk -O private-openssh-new -o key”，或在 PuTTYgen 中选择 Conversions → Export OpenSSH key。',
    ),
  ],
  certificate: [
    text('This is a certificate; user certificates are not supported.', '这是证书；不支持用户证书。'),
    text('Use a plain ed25519, ECDSA or RSA private key.', '请使用普通的 ed25519、ECDSA 或 RSA 私钥。'),
  ],
  fido: [
    text('This key lives on a FIDO security key (sk-…), which a job cannot touch.', '该密钥存放在 FIDO 安全密钥（sk-…）中，作业无法使用。'),
    text(
      'Make a key for this job: “ssh-keygen -t ed25519 -f deploy_key”.',
      '请为该作业生成专用密钥：“ssh-keygen -t ed25519 -f deploy_key”。',
    ),
  ],
  kind: [
    text('This kind of private key is not supported: ed25519, ECDSA and RSA are.', '不支持该类型的私钥；支持 ed25519、ECDSA 和 RSA。'),
    text('Make a new key: “ssh-keygen -t ed25519 -f deploy_key”.', '请生成新密钥：“ssh-keygen -t ed25519 -f deploy_key”。'),
  ],
  'passphrase-missing': [
    text('The private key is encrypted and no passphrase is given.', '私钥已加密，但没有给出口令。'),
    text(
      'Store the passphrase in a second secret and name it under “passphrase:”, or remove it: “ssh-keygen -p -f deploy_key”.',
      '请把口令存入另一个 secret 并写在“passphrase:”中，或去除口令：“ssh-keygen -p -f deploy_key”。',
    ),
  ],
  'passphrase-wrong': [
    text('The passphrase does not open the private key.', '口令无法解开私钥。'),
    text(
      'Try it with “ssh-keygen -y -f deploy_key”, then store key and passphrase again.',
      '请用“ssh-keygen -y -f deploy_key”验证口令，然后重新保存私钥和口令。',
    ),
  ],
  truncated: [
    text('The private key is cut off: its end is missing.', '私钥不完整：缺少末尾部分。'),
    text('Store the whole file again, from the BEGIN line to the END line.', '请重新保存整个文件，从 BEGIN 行到 END 行。'),
  ],
  damaged: [
    text('The private key is damaged.', '私钥已损坏。'),
    text(
      'Check the original with “ssh-keygen -y -f deploy_key” and store it again as it is.',
      '请用“ssh-keygen -y -f deploy_key”检查原文件，并原样重新保存。',
    ),
  ],
  path: [
    text('This is the path of a file; the key itself is needed.', '这是文件路径；需要的是密钥内容。'),
    text('Store the content of that file in the secret.', '请把该文件的内容存入 secret。'),
  ],
  unknown: [
    text('This is not a private key: it has no BEGIN line.', '这不是私钥：没有 BEGIN 行。'),
    text(
      'Store the whole file of the private key in the secret, BEGIN and END lines included.',
      '请把私钥文件的全部内容（含 BEGIN 和 END 行）存入 secret。',
    ),
  ],
} as const satisfies Record<string, readonly [problem: Text, remedy: Text]>

export type KeyProblem = keyof typeof problems

/** Says nothing of the key's content: what people paste may be the right secret in the wrong form. */
export function invalidKey(problem: KeyProblem, name: string): InputError {
  const [what, remedy] = problems[problem]
  return new InputError({
    code: 'invalid-key',
    problem: text(`The key of ${name} is not usable. ${what.en}`, `${name} 的密钥不可用。${what['zh-CN']}`),
    where: `servers.${name}.${problem.startsWith('passphrase') ? 'passphrase' : 'key'}`,
    remedy,
  })
}
