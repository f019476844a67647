import type { Subject } from '../../../config/mistakes.ts'
import { text } from '../../../kit/text.ts'

/** The plan, as the one that has mistakes. */
export const thePlan: Subject = { name: text('plan', '计划'), code: 'plan-faulty' }
