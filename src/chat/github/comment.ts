import { fieldsOf, timeIn, wordsIn } from '../../github/answer.ts'

/** A comment as GitHub tells it. Its words and its writer's login are hostile. */
export interface Comment {
  readonly id: number
  readonly body: string
  readonly login: string
  /** GitHub's number of the account: it survives a new login, and is never given again. */
  readonly userId: number
  /** Whether a program wrote it, on its own or for a person. */
  readonly isByProgram: boolean
  readonly isByBot: boolean
  /** In milliseconds since 1970, whole seconds. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** Undefined for what is no comment; of an account that was deleted there is no writer. */
export function commentFrom(value: unknown): Comment | undefined {
  const fields = fieldsOf(value)
  const user = fieldsOf(fields.user)
  const createdAt = timeIn(fields.created_at)
  if (typeof fields.id !== 'number' || typeof user.id !== 'number' || createdAt === undefined) return undefined
  const login = wordsIn(user.login)
  return {
    id: fields.id,
    body: wordsIn(fields.body),
    login,
    userId: user.id,
    isByProgram: fields.performed_via_github_app !== null && fields.performed_via_github_app !== undefined,
    isByBot: user.type !== 'User' || login.endsWith('[bot]'),
    createdAt,
    updatedAt: timeIn(fields.updated_at) ?? createdAt,
  }
}

/** The same comment has the same key, whoever reads it. */
export const keyOf = ({ id }: Pick<Comment, 'id'>): string => `comment-${id}`
