import type { Algorithms } from 'ssh2'

/**
 * What is offered to every host. Left out of ssh2's own lists: everything on SHA-1 and the 1024-bit group. AES-GCM first, since
 * it is fastest without native code and not touched by Terrapin; chacha20 last, since it is slow in pure JavaScript
 * (facts/deploy.md 4.1, 4.5).
 */
export const algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'chacha20-poly1305@openssh.com'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} as const satisfies { [Kind in keyof Algorithms]: readonly string[] }
