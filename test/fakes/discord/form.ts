/** What is wrong with a body, as Discord says it: one list of errors at each place, in an object shaped like the body. */
export interface FormErrors {
  [place: string]: FormErrors | readonly FormError[]
}

interface FormError {
  readonly code: string
  readonly message: string
}

/** A problem and the path to it. */
export interface Problem extends FormError {
  readonly at: readonly (string | number)[]
}

type Body = Readonly<Record<string, unknown>>
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

type At = Problem['at']
const problem = (at: At, code: string, message: string): Problem => ({ at, code, message })

/** Lengths are counted without blanks around, in characters as Unicode counts them (the documentation's embed limits). */
const lengthOf = (words: string): number => [...words.trim()].length

const textProblems = (value: unknown, most: number, at: At): Problem[] => {
  if (value === undefined || value === null) return []
  if (typeof value !== 'string') return [problem(at, 'BASE_TYPE_BAD_TYPE', 'Could not interpret as a string.')]
  return lengthOf(value) > most ? [problem(at, 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`)] : []
}

const required = (value: unknown, at: At): Problem[] =>
  typeof value === 'string' && value.trim() !== '' ? [] : [problem(at, 'BASE_TYPE_REQUIRED', 'This field is required')]

const urlProblems = (value: unknown, at: At): Problem[] =>
  value === undefined || (typeof value === 'string' && /^https?:\/\/[^\s]+$/.test(value))
    ? []
    : [problem(at, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.')]

const listProblems = (value: unknown, most: number, at: At, check: (item: unknown, at: At) => Problem[]): Problem[] => {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [problem(at, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')]
  const excess = value.length > most ? [problem(at, 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`)] : []
  return [...excess, ...value.flatMap((item, index) => check(item, [...at, index]))]
}

function embedProblems(embed: unknown, at: At): Problem[] {
  if (!isBody(embed)) return [problem(at, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')]
  const { title, description, url, color, fields, footer, author, image } = embed
  const isColour = color === undefined || (Number.isInteger(color) && Number(color) >= 0 && Number(color) <= 0xffffff)
  return [
    ...textProblems(title, 256, [...at, 'title']),
    ...textProblems(description, 4096, [...at, 'description']),
    ...urlProblems(url, [...at, 'url']),
    ...(isBody(image) && !/^attachment:\/\/[\w.-]+$/.test(String(image.url)) ? urlProblems(image.url, [...at, 'image', 'url']) : []),
    ...(isColour ? [] : [problem([...at, 'color'], 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 16777215.')]),
    ...listProblems(fields, 25, [...at, 'fields'], fieldProblems),
    ...(isBody(footer) ? textProblems(footer.text, 2048, [...at, 'footer', 'text']) : []),
    ...(isBody(author) ? textProblems(author.name, 256, [...at, 'author', 'name']) : []),
  ]
}

const fieldProblems = (field: unknown, at: At): Problem[] =>
  isBody(field)
    ? [
        ...required(field.name, [...at, 'name']),
        ...required(field.value, [...at, 'value']),
        ...textProblems(field.name, 256, [...at, 'name']),
        ...textProblems(field.value, 1024, [...at, 'value']),
      ]
    : [problem(at, 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')]

/** Characters of every text of all embeds that counts. */
const wholeOf = (embeds: unknown): number =>
  (Array.isArray(embeds) ? embeds.filter(isBody) : []).reduce((sum, { title, description, fields, footer, author }) => {
    const texts = [title, description, isBody(footer) && footer.text, isBody(author) && author.name]
    const inFields = (Array.isArray(fields) ? fields.filter(isBody) : []).flatMap(({ name, value }) => [name, value])
    return [...texts, ...inFields].reduce((length: number, text) => length + (typeof text === 'string' ? lengthOf(text) : 0), sum)
  }, 0)

function mentionProblems(allowed: unknown): Problem[] {
  if (!isBody(allowed)) return []
  const { parse, users } = allowed
  const at = ['allowed_mentions']
  const types = Array.isArray(parse) ? parse : []
  const strange = types.filter((type) => !['roles', 'users', 'everyone'].includes(String(type)))
  const isBoth = types.includes('users') && Array.isArray(users) && users.length > 0
  return [
    ...strange.map((_, index) =>
      problem([...at, 'parse', index], 'BASE_TYPE_CHOICES', "Value must be one of ('users', 'roles', 'everyone')."),
    ),
    ...listProblems(users, 100, [...at, 'users'], (id, place) =>
      /^\d{15,20}$/.test(String(id)) ? [] : [problem(place, 'NUMBER_TYPE_COERCE', `Value "${String(id)}" is not snowflake.`)],
    ),
    ...(isBoth
      ? [problem(at, 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', 'parse:["users"] and users: [ids...] are mutually exclusive.')]
      : []),
  ]
}

/** All that Discord finds wrong with the body of a message. */
export function messageProblems(body: Body): Problem[] {
  const { content, embeds, username, allowed_mentions: allowed } = body
  const tooMuch = wholeOf(embeds) > 6000
  return [
    ...textProblems(content, 2000, ['content']),
    ...textProblems(username, 80, ['username']),
    ...listProblems(embeds, 10, ['embeds'], embedProblems),
    ...(tooMuch ? [problem(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000')] : []),
    ...mentionProblems(allowed),
  ]
}

/** The problems in the shape of the body. */
export function nested(problems: readonly Problem[]): FormErrors {
  const keys = [...new Set(problems.map(({ at: [key] }) => key))]
  return Object.fromEntries(
    keys.map((key) => {
      const inner = problems.filter(({ at: [first] }) => first === key)
      if (key === undefined) return ['_errors', inner.map(({ code, message }) => ({ code, message }))]
      return [String(key), nested(inner.map(({ at: [, ...rest], ...error }) => ({ ...error, at: rest })))]
    }),
  )
}
