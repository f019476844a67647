import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Contender, Job } from './contender.ts'
import { site } from './hosts.ts'
import { measureScript } from './measure.ts'

const folderOf = (name: string): string => new URL(`../rivals/${name}`, import.meta.url).pathname

/** The archive is made anew each time, as both do it where hosts cannot reach the repository. */
const archive = 'tar -C "$source" -czf release.tar.gz .'

const capistrano: Contender = {
  name: 'Capistrano',
  id: 'capistrano',
  buildsOn: true,
  keeps: 5,
  place: () => 'current',
  deploy: (job) =>
    measureScript(`${archive}\ncap -f ${folderOf('capistrano')}/Capfile bench deploy`, job.scratch, {
      source: job.source.folder,
      hosts: namesOf(job),
      config: job.sshConfig,
      deploy_to: `${site}/capistrano`,
      archive: join(job.scratch, 'release.tar.gz'),
    }),
}

const ansible: Contender = {
  name: 'Ansible',
  id: 'ansible',
  buildsOn: false,
  place: () => 'current',
  deploy: (job) => {
    writeFileSync(join(job.scratch, 'inventory'), `[web]\n${namesOf(job).replaceAll(' ', '\n')}\n`)
    return measureScript(`${archive}\nansible-playbook -i inventory ${folderOf('ansible')}/deploy.yml`, job.scratch, {
      source: job.source.folder,
      ANSIBLE_CONFIG: join(folderOf('ansible'), 'ansible.cfg'),
      ANSIBLE_SSH_ARGS: `-C -F ${job.sshConfig} -o ControlMaster=auto -o ControlPersist=60s`,
      root: `${site}/ansible`,
      release: `v${job.source.version}`,
      archive: join(job.scratch, 'release.tar.gz'),
    })
  },
  after: async (job) => {
    const exit = 'for socket in "$1"/.ansible/cp/*; do [ -S "$socket" ] && ssh -o ControlPath="$socket" -O exit any; done; true'
    await promisify(execFile)('sh', ['-c', exit, 'sh', job.scratch])
  },
}

const namesOf = ({ hosts }: Job): string => hosts.map(({ name }) => name).join(' ')

export const frameworkRivals: readonly Contender[] = [capistrano, ansible]
