import { playAll } from './scenario.ts'
import { releaseScenarios } from './scenarios/release.ts'

playAll('examples that do it all', releaseScenarios)
