import { platforms } from '../chat/message.ts'
import type { Person } from '../config/people.ts'
import { InputError } from '../kit/errors.ts'
import { text } from '../kit/text.ts'

/** Throws where two people have the same id on a platform: what one of them does would count for the other, or for nobody. */
export function refuseSharedIds(people: readonly Person[]): void {
  for (const platform of platforms) {
    const owners = new Map<string, string>()
    for (const { name, [platform]: id } of people) {
      if (id === undefined) continue
      const key = id.toLowerCase()
      const other = owners.get(key)
      if (other !== undefined) throw shared(platform, id, other, name)
      owners.set(key, name)
    }
  }
}

const shared = (platform: string, id: string, one: string, other: string): InputError =>
  new InputError({
    code: 'invalid-configuration',
    where: `people.${one}.${platform}, people.${other}.${platform}`,
    problem: text(`${one} and ${other} have the same ${platform} id: ${id}.`, `${one} 和 ${other} 的 ${platform} ID 相同：${id}。`),
    remedy: text('Give each person their own, or take one of them out.', '请为每个人填写各自的 ID，或删除其中一人。'),
  })
