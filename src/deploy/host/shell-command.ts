/** How a constant script of ours is brought to run on a host. */
export interface Loading {
  /** The command line. */
  readonly command: string
  /** What has to come first on its standard input; what follows is the script's. */
  readonly input: string
}

/**
 * Runs a script with the host's `sh`, whatever shell the user logs in to and however long a command its server takes (dropbear: 9,000
 * bytes): the command line is short, one line, and without anything that fish or csh would read in their own way inside of quotes. The
 * script itself comes on standard input: `dd` takes exactly so many bytes; where it cannot, line by line up to the mark. Only constants
 * may be passed here: values travel behind the script.
 */
export function loading(script: string): Loading {
  const input = `${script}\n#\n`
  const whole = `dd bs=${Buffer.byteLength(input)} count=1 iflag=fullblock 2>/dev/null`
  const lines = 'while IFS= read -r line; do [ "$line" = "#" ] && break; printf "%s\\n" "$line"; done'
  return { command: `exec sh -c 'eval "$(${whole} || ${lines})"' sallyport`, input }
}
