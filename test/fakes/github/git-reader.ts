import { spawn } from 'node:child_process'

/** What git knows by a name. */
export interface GitObject {
  readonly sha: string
  readonly type: string
}

/** One git that stays and looks things up: a process for each would take most of the time of the tests. */
export interface GitReader {
  object(name: string): Promise<GitObject | undefined>
  content(name: string): Promise<Buffer | undefined>
  close(): void
}

interface Question {
  readonly wantsContent: boolean
  readonly answer: (object: (GitObject & { readonly content: Buffer }) | undefined) => void
}

export function gitReader(folder: string): GitReader {
  const child = spawn('git', ['-C', folder, 'cat-file', '--batch-command'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const questions: Question[] = []
  let read = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    for (let question = questions[0]; question; question = questions[0]) {
      const taken = take(read, question)
      if (taken === undefined) return
      questions.shift()
      read = read.subarray(taken)
    }
  })
  const ask = (command: 'info' | 'contents', name: string) =>
    new Promise<Parameters<Question['answer']>[0]>((resolve) => {
      if (/\n/.test(name)) return resolve(undefined)
      questions.push({ wantsContent: command === 'contents', answer: resolve })
      child.stdin.write(`${command} ${name}\n`)
    })
  return {
    object: async (name) => {
      const found = await ask('info', name)
      return found && { sha: found.sha, type: found.type }
    },
    content: async (name) => (await ask('contents', name))?.content,
    close: () => child.stdin.end(),
  }
}

/** Answers a question from what was read; how many bytes that took, or undefined while there are too few. */
function take(read: Buffer, { wantsContent, answer }: Question): number | undefined {
  const end = read.indexOf('\n')
  if (end < 0) return undefined
  const [, sha = '', type = '', size = ''] = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(read.subarray(0, end).toString()) ?? []
  const whole = sha && wantsContent ? end + 1 + Number(size) + 1 : end + 1
  if (read.length < whole) return undefined
  answer(sha ? { sha, type, content: Buffer.from(read.subarray(end + 1, Math.max(end + 1, whole - 1))) } : undefined)
  return whole
}
