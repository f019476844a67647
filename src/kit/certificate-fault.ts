import { type Text, text } from './text.ts'

const untrusted = text('nobody whom this machine trusts has issued it', '签发者不受本机信任')
const reasons: Readonly<Record<string, Text>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: text('it is signed by nobody but itself', '证书为自签名'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_UNTRUSTED: untrusted,
  CERT_HAS_EXPIRED: text('it has expired', '证书已过期'),
  CERT_NOT_YET_VALID: text('it is not valid yet', '证书尚未生效'),
  CERT_REVOKED: text('it was revoked', '证书已被吊销'),
  ERR_TLS_CERT_ALTNAME_INVALID: text('it is for another name', '证书的域名不符'),
  HOSTNAME_MISMATCH: text('it is for another name', '证书的域名不符'),
}
const others = /^(?:ERR_TLS_)?CERT_|^(?:INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_\w+|UNABLE_TO_DECODE_ISSUER\w*)$/

/** Why Node refuses a certificate, by the code that it gives; undefined for faults that are about something else. */
export const certificateReason = (code: string): Text | undefined =>
  Object.hasOwn(reasons, code) ? reasons[code] : others.test(code) ? text('it cannot be verified', '无法验证') : undefined

/** There is no switch to go on without. */
export const trustRemedy = text(
  'If an authority of your own has issued it, put the authority’s certificate into the channel’s setting “ca”, or name its file in NODE_EXTRA_CA_CERTS. Verification cannot be switched off.',
  '如果证书由自建 CA 签发，请将该 CA 的证书填入渠道的“ca”设置，或在 NODE_EXTRA_CA_CERTS 中指定其文件。证书验证无法关闭。',
)
