import type { Entry, Ledger, Unavailable } from '../github/ledger.ts'
import { InputError } from '../kit/errors.ts'
import { joinText, text } from '../kit/text.ts'
import { type EntryRecord, readEntryRecord, writtenRecord } from './entry-record.ts'

/** What is written down about an entry, as it was read. */
export interface Kept {
  readonly id: string
  readonly record: EntryRecord | undefined
  readonly entry: Entry | undefined
}

/** The records of entries; of two who write over the same one, one wins. */
export interface Records {
  read(id: string): Promise<Kept>
  /** Writes over what was read; undefined: somebody was faster, nothing was written. */
  write(kept: Kept, record: EntryRecord): Promise<Kept | undefined>
}

const kind = 'plan'

/** Records in the ledger of the repository (design §8). Throws an InputError where the token may not write there. */
export const ledgerRecords = (ledger: Ledger): Records => ({
  read: async (id) => {
    const found = await ledger.read(kind, id)
    if (found.state === 'unavailable') throw noLedger(found)
    return found.state === 'found' ? kept(id, found.entry) : { id, record: undefined, entry: undefined }
  },
  write: async ({ id, entry }, record) => {
    const value = writtenRecord(record)
    const written = await (entry ? ledger.update(kind, id, entry, value) : ledger.createIfAbsent(kind, id, value))
    if (written.state === 'unavailable') throw noLedger(written)
    return written.state === 'updated' || written.state === 'created' ? kept(id, written.entry) : undefined
  },
})

const kept = (id: string, entry: Entry): Kept => ({ id, entry, record: readEntryRecord(entry.value) })

/** Without a ledger nothing could keep an entry from being started twice. */
export const noLedger = ({ problem, remedy }: Unavailable): InputError =>
  new InputError({
    code: 'github-permission',
    problem: joinText([
      text(
        'What was started cannot be written down in the repository, and without that something could be released twice.',
        '无法在仓库中记录已启动的条目；没有记录就可能重复发布。',
      ),
      problem,
    ]),
    remedy: remedy ?? text('Give the job “permissions: contents: write”.', '请为作业设置“permissions: contents: write”。'),
  })
