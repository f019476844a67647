import { playAll } from './scenario.ts'
import { endsOfWhole } from './scenarios/ends.ts'

playAll('ends of a release in one step', endsOfWhole)
