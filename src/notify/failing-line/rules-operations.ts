import type { Rule } from './rule.ts'

/** How tools that move, build and run things on other machines refuse. */
export const operationRules: readonly Rule[] = [
  {
    tool: 'ssh',
    pattern:
      /^(?:ssh: |ssh_dispatch_run_fatal|kex_exchange_identification|Host key verification failed|\S+@\S+: Permission denied|Permission denied \(|Connection (?:closed|reset|timed out)\b|client_loop: |scp: |sftp: |Load key )/,
    weight: 'diagnosis',
  },
  { tool: 'rsync', pattern: /^rsync: /, weight: 'refusal' },
  { tool: 'rsync', pattern: /^rsync error: /, weight: 'error' },
  { tool: 'docker', pattern: /\bError response from daemon: /, weight: 'diagnosis' },
  { tool: 'docker build', pattern: /failed to solve: (?!process )\S/, weight: 'diagnosis' },
  { tool: 'docker build', pattern: /^(?:\S+:\d+|#\d+) ERROR: (?!process )\S/, weight: 'refusal' },
  { tool: 'registry', pattern: /^(?:unauthorized|denied): /, weight: 'refusal' },
  {
    tool: 'terraform, helm, pulumi',
    pattern: /^Error: \S/,
    weight: 'refusal',
    and: { pattern: /^\s*(?:on \S+ line \d+|with \S+,)/, within: 5, atMost: 1 },
  },
  { tool: 'ansible', pattern: /^(?:fatal|failed): \[.{1,300}?\].*=> /, weight: 'diagnosis', unlessFollowedBy: /^\.\.\.ignoring/ },
  { tool: 'ansible', pattern: /^ERROR! \S/, weight: 'diagnosis' },
  {
    tool: 'kubectl',
    pattern: /^Error from server|^error: (?:timed out waiting|unable to|deployment|.*exceeded its progress)/,
    weight: 'diagnosis',
  },
  { tool: 'kubectl', pattern: /^(?:Unable to connect to the server|The connection to the server): ?/, weight: 'diagnosis' },
  { tool: 'git', pattern: /^fatal: (?!\[)\S/, weight: 'refusal' },
  { tool: 'git', pattern: /^ ! \[(?:remote )?rejected\]|^CONFLICT \(|^remote: (?:error|fatal): /, weight: 'diagnosis' },
  { tool: 'curl, wget', pattern: /^curl: \(\d+\) |\bERROR \d{3}: /, weight: 'refusal', take: 'last' },
  { tool: 'cloud', pattern: /An error occurred \(\w+\) when calling|^ERROR: \(gcloud\.|^(?:ERROR: )?\(\w+\) The \S/, weight: 'diagnosis' },
  { tool: 'gh', pattern: /^(?:gh: |HTTP \d{3}: |GraphQL: )\S/, weight: 'refusal' },
  {
    tool: 'psql, mysql',
    pattern: /^(?:psql|pg_\w+|mysql|ERROR \d{4}).{0,80}?: .*(?:error|FATAL|ERROR|denied|refused)/i,
    weight: 'refusal',
  },
]
