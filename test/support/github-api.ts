export { type FakeGithub, startGithub } from '../fakes/github/github.ts'
