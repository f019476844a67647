/**
 * The environment in which every command has another time, moved by so much (`+1d`): libfaketime's. The times that the kernel gives to files stay.
 * The `faketime` command is not asked: it keeps semaphores by process id, which processes in other process spaces have too. `$LIB` is the loader's.
 */
export const fakeTime = (offset: string): Readonly<Record<string, string>> => ({
  LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
  FAKETIME: offset,
  FAKETIME_DONT_RESET: '1',
})
