import { type Directory, entitled, type Person } from '../../config/people.ts'

/** Who asks: the person of the configuration behind a GitHub login; undefined: nobody there has it. */
export const personWith = ({ people }: Directory, login: string): Person | undefined =>
  people.find(({ github }) => github !== undefined && github.toLowerCase() === login.toLowerCase())

/** Whether a person may change an entry: its owner (a person or a group), an administrator; without an owner whoever may act on the project. */
export function mayChange(directory: Directory, person: Person, owner: string, project: string): boolean {
  const owners = owner === '' ? directory.people.map(({ name }) => name) : [owner]
  return entitled(directory, owners, project).some(({ name }) => name === person.name)
}
