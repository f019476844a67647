import * as v from 'valibot'
import { list, section } from '../../../config/section.ts'
import { about } from '../../../config/values.ts'
import { calendarSchema } from './calendar-schema.ts'
import { defaultsSchema, entrySchema, zone } from './entry-schema.ts'

const around = {
  'time-zone': v.exactOptional(
    about(
      zone,
      'IANA time zone of times without an offset. Default: the configuration’s.',
      '不带偏移量的时间所用的 IANA 时区。默认：配置中的时区。',
    ),
  ),
  defaults: v.exactOptional(about(defaultsSchema, 'What holds for every entry that does not say otherwise.', '条目未另行指定时的默认值。')),
  calendar: v.exactOptional(
    about(calendarSchema, 'When releases may start; also for entries from a table.', '允许启动发布的时间；对来自表格的条目同样有效。'),
  ),
}

const entries = <S extends v.GenericSchema>(item: S) => v.exactOptional(about(list(item), 'The planned releases.', '计划的发布。'))

/**
 * The whole file. `schema/release-plan.schema.json` is generated from it; an editor uses that where the file begins with
 * `# yaml-language-server: $schema=<address of the schema>`.
 */
export const planSchema = section({ ...around, entries: entries(entrySchema) })

/** The same without a look into the entries: a mistake in one of them is its own. */
export const frameSchema = section({ ...around, entries: entries(v.unknown()) })
