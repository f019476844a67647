/** How a test ended; `error`: it could not be carried out to its end. */
export type TestOutcome = 'passed' | 'failed' | 'error' | 'skipped'

/** One test of a report. Names and words are hostile. */
export interface TestCase {
  /** With its class or suite in front; not cut to what people read. */
  readonly name: string
  /** Empty where the report does not say. */
  readonly file: string
  readonly outcome: TestOutcome
  /** It failed at first and passed when it was run again. */
  readonly isFlaky: boolean
  /** Why it did not pass: all that is kept of it. */
  readonly message: string
  readonly seconds: number
}

export interface XmlReport {
  readonly cases: readonly TestCase[]
  /** Tests that suites count without naming them. */
  readonly unnamed: Readonly<Record<TestOutcome, number>>
  /** As the report tells it; the sum of its tests where it does not. */
  readonly seconds: number
}

/** Reports with more tests are refused. */
const mostCases = 200_000
/** Of a name, and of what a test printed, more is not kept, in UTF-16 units. */
const longestText = 4000
/** No runner nests suites deeper. */
const deepest = 100
/** References to entities that a report may have without being refused: each costs the parser an error. */
const mostEntities = 10_000

type Attributes = Readonly<Record<string, string>>

interface OpenSuite {
  readonly attributes: Attributes
  /** It tells how long it took, or one around it does. */
  readonly isTimed: boolean
  hasParts: boolean
}

interface OpenCase {
  readonly attributes: Attributes
  readonly file: string
  outcome: TestOutcome
  isFlaky: boolean
  message: string
}

/** What is known while a report is read. */
interface Reading {
  readonly cases: TestCase[]
  readonly unnamed: Record<TestOutcome, number>
  readonly suites: OpenSuite[]
  depth: number
  seconds: number
  test: OpenCase | undefined
  /** Words inside of a fault that has no message of its own. */
  words: string | undefined
}

/** Reads a report in JUnit's format, as runners of many languages write it. Throws an Error that says what is wrong with it. */
export async function readXmlReport(xml: string): Promise<XmlReport> {
  const { default: sax } = await import('sax')
  const parser = sax.parser(true)
  const reading: Reading = {
    cases: [],
    unnamed: { passed: 0, failed: 0, error: 0, skipped: 0 },
    suites: [],
    depth: 0,
    seconds: 0,
    test: undefined,
    words: undefined,
  }
  let entities = 0
  parser.onerror = (error) => {
    // Entities that a document declares are never expanded: they stay as they are written. So do numbers of control characters.
    if (!error.message.startsWith('Invalid character entity')) throw new Error(error.message.split('\n')[0])
    if (++entities > mostEntities) throw new Error('it refers to too many entities')
    parser.error = null
  }
  parser.onopentag = ({ name, attributes }) => opened(reading, name, attributes)
  parser.onclosetag = (name) => closed(reading, name)
  parser.ontext = (words) => heard(reading, words)
  parser.oncdata = (words) => heard(reading, words)
  parser.write(xml.replace(/^\ufeff/, '')).close()
  if (reading.depth === -1) return { cases: reading.cases, unnamed: reading.unnamed, seconds: secondsOf(reading) }
  throw new Error('it is empty')
}

function opened(reading: Reading, name: string, attributes: Attributes): void {
  if (reading.depth === 0 && name !== 'testsuites' && name !== 'testsuite') throw new Error(`it begins with <${name.slice(0, 40)}>`)
  if (++reading.depth > deepest) throw new Error(`it is nested deeper than ${deepest} levels`)
  const parent = reading.suites.at(-1)
  if (name === 'testsuite' || name === 'testsuites') {
    if (parent) parent.hasParts = true
    reading.suites.push({ attributes, isTimed: parent?.isTimed || numberOf(attributes.time) > 0, hasParts: false })
  } else if (name === 'testcase') {
    if (parent) parent.hasParts = true
    reading.test = { attributes, file: fileOf(attributes, reading.suites), outcome: 'passed', isFlaky: false, message: '' }
  } else if (reading.test) inside(reading, reading.test, name, attributes)
}

const faults: ReadonlyMap<string, TestOutcome> = new Map([
  ['failure', 'failed'],
  ['error', 'error'],
  ['skipped', 'skipped'],
])

/** Surefire: `rerunFailure` beside `failure` where no further try passed, `flakyFailure` alone where one did. */
function inside(reading: Reading, test: OpenCase, name: string, attributes: Attributes): void {
  if (name === 'flakyFailure' || name === 'flakyError') test.isFlaky = true
  const outcome = faults.get(name)
  if (outcome === undefined || test.outcome === 'failed' || test.outcome === 'error') return
  test.outcome = outcome
  test.message = kept((attributes.message ?? '').trim())
  reading.words = test.message === '' ? '' : undefined
}

function heard(reading: Reading, words: string): void {
  if (reading.words !== undefined && reading.words.length < longestText) reading.words += words.slice(0, longestText)
}

function closed(reading: Reading, name: string): void {
  reading.depth--
  const { test } = reading
  if (test && reading.words !== undefined && faults.has(name)) {
    // Some begin with the test's own name.
    test.message = kept(reading.words.replace(ownName(test), ''))
    reading.words = undefined
  }
  if (test && name === 'testcase') {
    if (reading.cases.length >= mostCases) throw new Error(`it has more than ${mostCases} tests`)
    reading.cases.push(caseOf(test))
    reading.test = undefined
  }
  if (name === 'testsuite' || name === 'testsuites') closedSuite(reading)
  if (reading.depth === 0) reading.depth = -1
}

const ownName = ({ attributes: { classname = '', name = '' } }: OpenCase): string => `${classname}::${name}`

function closedSuite(reading: Reading): void {
  const suite = reading.suites.pop()
  if (!suite) return
  const { attributes, hasParts } = suite
  // The outermost that tells a time counts: what lies inside is part of it.
  if (!reading.suites.at(-1)?.isTimed) reading.seconds += numberOf(attributes.time)
  if (hasParts) return
  const [failed, error, skipped] = [numberOf(attributes.failures), numberOf(attributes.errors), numberOf(attributes.skipped)]
  const passed = Math.max(0, numberOf(attributes.tests) - failed - error - skipped)
  for (const [outcome, count] of Object.entries({ passed, failed, error, skipped })) reading.unnamed[outcome as TestOutcome] += count // the keys above
}

const secondsOf = ({ seconds, cases }: Reading): number => seconds || cases.reduce((sum, test) => sum + test.seconds, 0)

function caseOf({ attributes, file, outcome, isFlaky, message }: OpenCase): TestCase {
  const failed = outcome === 'failed' || outcome === 'error'
  return { name: nameOf(attributes, file), file, outcome, isFlaky: isFlaky && !failed, message, seconds: numberOf(attributes.time) }
}

function nameOf({ classname = '', name = '' }: Attributes, file: string): string {
  // Node's own runner writes “test” for a class.
  const group = classname === file || classname === 'test' || name.includes(classname) ? '' : classname
  return kept([group, name].filter((part) => part !== '').join(' › '))
}

const isPath = (words: string): boolean => /^[\w@./\\ -]{1,300}\.[a-z]{1,5}$/i.test(words) && /[\\/]/.test(words)

/** Some runners have it on the test, some on its suite, some write it in the place of the class. */
function fileOf(attributes: Attributes, suites: readonly OpenSuite[]): string {
  const suite = suites.at(-1)?.attributes ?? {}
  const named = attributes.file ?? suite.file ?? suite.filepath
  const guessed = [attributes.classname ?? '', suite.name ?? ''].find(isPath)
  return kept(named ?? guessed ?? '')
}

const kept = (words: string): string => words.slice(0, longestText).toWellFormed()

/** Numbers as reports have them: `1,234.5` too; nothing, or nonsense, is 0. */
function numberOf(words: string | undefined): number {
  const value = Number((words ?? '').replaceAll(',', ''))
  return Number.isFinite(value) && value > 0 && value < 1e9 ? value : 0
}
