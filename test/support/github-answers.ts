export * from '../fakes/github/answers.ts'
