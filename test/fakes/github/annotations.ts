import type { ApiRoute } from './answers.ts'
import { notFound } from './answers.ts'
import { listAnswer } from './paging.ts'
import type { Annotation } from './state.ts'
import { routesOf, type World } from './world.ts'

/** What steps pointed out: the check run of a job has the job's number. */
export function annotationRoutes(world: World): ApiRoute[] {
  const { state } = world
  const { get } = routesOf(world, 'checks')
  const isJob = (id: number) =>
    Object.values(state.runs).some(({ jobs = [], jobsOf = {} }) => [jobs, ...Object.values(jobsOf)].flat().some((job) => job.id === id))
  return [
    get('/check-runs/(\\d+)/annotations', ([id = ''], request) => {
      const found = state.annotations[id]
      if (!found && !isJob(Number(id))) return notFound
      return listAnswer(found ?? [], request, state.repositoryId, annotationJson)
    }),
  ]
}

const annotationJson = ({ level = 'failure', path = '.github', line = 1, title = null, message }: Annotation) => ({
  path,
  blob_href: `https://github.com/acme/shop/blob/main/${path}`,
  start_line: line,
  start_column: null,
  end_line: line,
  end_column: null,
  annotation_level: level,
  title,
  message,
  raw_details: null,
})
