import { playAll } from './scenario.ts'
import { planTableScenarios } from './scenarios/plan-table.ts'

playAll('a release plan in a table', planTableScenarios, 180_000)
