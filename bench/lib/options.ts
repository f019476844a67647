import { parseArgs } from 'node:util'

export interface Options {
  /** Milliseconds. */
  readonly roundTrips: readonly number[]
  readonly fleets: readonly number[]
  readonly runs: number
  /** Only rows whose name contains one of these; all when empty. */
  readonly rows: readonly string[]
  /** Only contenders whose name contains one of these; all when empty. Ours always takes part. */
  readonly contenders: readonly string[]
  /** Commands that the hosts shall not have. */
  readonly lacking: readonly string[]
  readonly json: string | undefined
}

const help = `bench/deploy [options]
  --quick              3 runs, 1 host, round trips of 0 and 25 ms
  --runs N             runs of each contender on each row (7)
  --rows A,B           only rows whose name contains one of these: first-1-0, change-10-25, unchanged-1-100, memory …
  --contenders A,B     only these rivals: rsync, tar, scp, Capistrano, Ansible
  --without A,B        hosts without these commands, for instance zstd
  --json FILE          every single measurement as JSON`

/** Reads the command line; prints the help and ends when asked to. */
export function readOptions(argv: readonly string[]): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: { quick: { type: 'boolean' }, help: { type: 'boolean' }, runs: text, rows: text, contenders: text, without: text, json: text },
  })
  if (values.help) {
    process.stdout.write(`${help}\n`)
    process.exit(0)
  }
  const list = (words: string | undefined) => (words ?? '').split(',').filter((word) => word !== '')
  return {
    roundTrips: values.quick ? [0, 25] : [0, 25, 100],
    fleets: values.quick ? [1] : [1, 10],
    runs: Number(values.runs ?? (values.quick ? 3 : 7)),
    rows: list(values.rows),
    contenders: list(values.contenders),
    lacking: list(values.without),
    json: values.json,
  }
}
