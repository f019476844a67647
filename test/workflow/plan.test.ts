import { playAll } from './scenario.ts'
import { planScenarios } from './scenarios/plan.ts'

playAll('examples of a release plan', planScenarios, 180_000)
