import type { Rule } from './rule.ts'
import { compilerRules } from './rules-compilers.ts'
import { crashRules } from './rules-crashes.ts'
import { generalRules } from './rules-general.ts'
import { operationRules } from './rules-operations.ts'
import { packageRules } from './rules-packages.ts'
import { testRules } from './rules-tests.ts'

/** All that is known of how tools tell that they failed. */
export const rules: readonly Rule[] = [...testRules, ...compilerRules, ...packageRules, ...operationRules, ...crashRules, ...generalRules]
