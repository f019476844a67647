import { playAll } from './scenario.ts'
import { endsOfParts } from './scenarios/ends.ts'

playAll('ends of a release in two jobs', endsOfParts)
