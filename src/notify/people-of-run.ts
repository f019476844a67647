import type { Mention } from '../chat/message.ts'
import { type Directory, membersOf, type Person } from '../config/people.ts'
import type { CommitFacts } from '../github/commit.ts'
import type { Run } from '../github/run.ts'
import { forkOf } from './fork-of.ts'

/** Whom the keywords of `mention:` stand for. Logins of GitHub, and names of the configuration. */
export interface RunPeople {
  /** Logins of who wrote what was run; who started it stands in where GitHub knows no author. No programs. */
  readonly author: readonly string[]
  /** Names, as the receipt tells them. */
  readonly approvers: readonly string[]
  /** People, groups and roles in charge of hosts that failed. */
  readonly owners: readonly string[]
}

/** Who wrote it, and who started it. Somebody whom the configuration does not know has a name and no ids: named, not alerted. */
export interface PeopleOfRun {
  readonly authors: readonly Mention[]
  /** Undefined where GitHub tells none. */
  readonly actor: Mention | undefined
  /** For `mentionsFor`. */
  readonly logins: readonly string[]
}

/** The people of a run, by its facts and those of its commit. */
export function peopleOfRun(directory: Directory, run: Run, commit: CommitFacts | undefined): PeopleOfRun {
  const author = commit?.login
  const starter = run.triggeringActor || run.actor
  const name = author ?? (commit?.name || run.headCommit?.author)
  return {
    authors: author ? [mentionOfLogin(directory, author)] : name ? [{ name, ids: {} }] : [],
    actor: starter ? mentionOfLogin(directory, starter) : undefined,
    logins: [[author, starter].find((login) => login && !isProgram(login)) ?? []].flat(),
  }
}

/** Authors whom to believe: a commit names whomever its author likes, so that one from elsewhere is theirs who started the run, or nobody's. */
export function believed(logins: readonly string[], run: Run, repository: string): readonly string[] {
  if (forkOf(run, repository, true) === undefined) return logins
  const starter = (run.triggeringActor || run.actor).toLowerCase()
  return logins.filter((login) => login.toLowerCase() === starter)
}

/** Accounts of apps; they cannot be alerted. */
const isProgram = (login: string): boolean => /\[bot\]$/i.test(login)

const mentionOfLogin = (directory: Directory, login: string): Mention => {
  const person = personOfLogin(directory, login)
  return person ? mentionOf(person) : { name: login, ids: {} }
}

/** GitHub takes logins in any case. */
const personOfLogin = ({ people }: Directory, login: string): Person | undefined =>
  people.find(({ github }) => github !== undefined && github.toLowerCase() === login.toLowerCase())

const mentionOf = ({ name, roles: _roles, projects: _projects, ...ids }: Person): Mention => ({ name, ids })

/**
 * Whom to mention, each once, in the order asked for: `author`, `approvers`, `owners`, or people, groups and roles by their names. Whom the
 * configuration does not know is named without being alerted; an approver whom it does not know is left out, as a receipt may say anything.
 */
export function mentionsFor(wanted: readonly string[], directory: Directory, people: RunPeople): readonly Mention[] {
  const mentions = new Map<string, Mention>()
  for (const mention of wanted.flatMap((keyword) => mentionsOf(keyword, directory, people))) {
    const before = mentions.get(mention.name)
    if (!before || Object.keys(before.ids).length === 0) mentions.set(mention.name, mention)
  }
  return [...mentions.values()]
}

function mentionsOf(keyword: string, directory: Directory, { author, approvers, owners }: RunPeople): readonly Mention[] {
  if (keyword === 'author') return author.map((login) => mentionOfLogin(directory, login))
  if (keyword === 'approvers') return directory.people.filter(({ name }) => approvers.includes(name)).map(mentionOf)
  return (keyword === 'owners' ? owners : [keyword]).flatMap((name) => named(directory, name))
}

function named(directory: Directory, name: string): readonly Mention[] {
  const members = membersOf(directory, [name])
  return members.length > 0 ? members.map(mentionOf) : [{ name, ids: {} }]
}
