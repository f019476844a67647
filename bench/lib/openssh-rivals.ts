import type { Contender, Job } from './contender.ts'
import { site } from './hosts.ts'
import { measureScript } from './measure.ts'

/** A rival that is a command a host, all hosts side by side. `$host` and `$ssh` (a command with its options) are set. */
const perHost = (name: string, id: string, more: Pick<Contender, 'buildsOn' | 'place'>, command: (job: Job) => string): Contender => ({
  name,
  id,
  ...more,
  deploy: (job) =>
    measureScript(
      `pids=
for host in ${job.hosts.map((host) => host.name).join(' ')}; do
  { ${command(job)}
  } & pids="$pids $!"
done
for pid in $pids; do wait $pid; done`,
      job.scratch,
      { ssh: `ssh -F ${job.sshConfig}`, source: job.source.folder, config: job.sshConfig },
    ),
})

const inNewFolder = { buildsOn: false, place: ({ version }: Job['source']) => `v${version}` }
const folderOf = (id: string, { version }: Job['source']) => `${site}/${id}/v${version}`

const rsync = perHost(
  'rsync -az',
  'rsync',
  { buildsOn: true, place: () => 'site' },
  () => `rsync -az --delete -e "$ssh" "$source/" "$host:${site}/rsync/site/"`,
)

/** A new folder each time, files that are as before linked to the former one; times are compared, as always with `-a`. */
const rsyncLinkDest = perHost(
  'rsync -az --link-dest',
  'link-dest',
  { buildsOn: true, place: ({ version }) => `v${version}` },
  ({ source }) =>
    `rsync -az --delete --link-dest="../v${source.version - 1}" -e "$ssh" "$source/" "$host:${folderOf('link-dest', source)}/"`,
)

const tar = perHost(
  'tar | ssh',
  'tar',
  inNewFolder,
  ({ source }) => `tar -C "$source" -cf - . | $ssh $host "mkdir -p ${folderOf('tar', source)} && tar -C ${folderOf('tar', source)} -xf -"`,
)

const tarGzip = perHost(
  'tar z | ssh',
  'tar-z',
  inNewFolder,
  ({ source }) =>
    `tar -C "$source" -czf - . | $ssh $host "mkdir -p ${folderOf('tar-z', source)} && tar -C ${folderOf('tar-z', source)} -xzf -"`,
)

const scp = perHost('scp -r', 'scp', inNewFolder, ({ source }) => `scp -qr -F "$config" "$source" "$host:${folderOf('scp', source)}"`)

export const opensshRivals: readonly Contender[] = [rsync, rsyncLinkDest, tar, tarGzip, scp]
