/**
 * The command line that runs a constant script of ours with the host's `sh`, whatever POSIX shell the user logs in to. Only
 * constants may be passed here: values travel on standard input.
 */
export const shellCommand = (script: string): string => `exec sh -c '${script.replaceAll("'", `'\\''`)}' sallyport`
