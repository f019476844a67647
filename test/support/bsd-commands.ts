import { existsSync } from 'node:fs'

/** Letters that only GNU's command knows. Long options are refused for all of these. */
const refusedLetters = {
  chmod: 'c',
  cp: 'Ttu',
  du: 'b',
  head: 'z',
  ls: 'vZ',
  mkdir: 'Z',
  mktemp: '',
  readlink: 'emz',
  rm: '',
  sed: 'zs',
  sort: '',
  touch: '',
  wc: '',
  xargs: 'da',
} as const

const absent = [
  'flock',
  'ionice',
  'md5sum',
  'nproc',
  'numfmt',
  'setsid',
  'sha1sum',
  'sha256sum',
  'sha512sum',
  'shuf',
  'stdbuf',
  'tac',
  'timeout',
]

const head = `#!/bin/sh
export POSIXLY_CORRECT=1
refuse() { echo "\${0##*/}: illegal option -- $1" >&2; exit 64; }
`

const checkOptions = (letters: string): string => `for option; do
  case $option in
    --) break ;;
    --*) refuse "\${option#-}" ;;
${letters === '' ? '' : `    -*[${letters}]*) refuse "$option" ;;\n`}    -?*) ;;
    *) break ;;
  esac
done
`

const strict = (name: string, letters: string): string => `${head}${checkOptions(letters)}exec "$MACHINE/${name}" "$@"\n`

/** `-h` of BSD's mv and ln: a link at the target is not followed. */
const withoutFollowing = (name: 'mv' | 'ln'): string => `${head}${checkOptions('Ttu')}case $1 in
  -*h*) first=-T$(printf %s "\${1#-}" | "$MACHINE/tr" -d h); shift; exec "$MACHINE/${name}" "$first" "$@" ;;
esac
exec "$MACHINE/${name}" "$@"
`

const date = `${head}${checkOptions('dI')}for word; do
  shift
  case $word in +*) word=$(printf %s "$word" | "$MACHINE/sed" s/%N/N/g) ;; esac
  set -- "$@" "$word"
done
case $1 in -r) moment=$2; shift 2; exec "$MACHINE/date" -d "@$moment" "$@" ;; esac
exec "$MACHINE/date" "$@"
`

/** `stat -f` has its own format letters. */
const stat = `${head}${checkOptions('ct')}follow=
while :; do
  case $1 in
    -L) follow=-L; shift ;;
    -f) format=$2; shift 2 ;;
    -Lf | -fL) follow=-L; format=$2; shift 2 ;;
    *) break ;;
  esac
done
format=$(printf %s "\${format-%N %z %m}" | "$MACHINE/sed" -e 's/%O*Lp/%a/g' -e 's/%m/%Y/g' -e 's/%N/%n/g' -e 's/%z/%s/g' -e 's/%l/%h/g' -e 's/%HT/%F/g')
exec "$MACHINE/stat" $follow -c "$format" "$@"
`

const find = `${head}for word; do
  case $word in -printf | -fprintf | -regextype | -readable | -writable | -executable | --*) refuse "$word" ;; esac
done
exec "$MACHINE/find" "$@"
`

/** With `-i` BSD adds columns where GNU replaces them. */
const df = `${head}${checkOptions('T')}inodes=
for option; do
  shift
  case $option in
    -*i*) inodes=yes; option=$(printf %s "$option" | "$MACHINE/tr" -d i); [ "$option" = - ] || set -- "$@" "$option" ;;
    *) set -- "$@" "$option" ;;
  esac
done
[ "$inodes" ] || exec "$MACHINE/df" "$@"
{ "$MACHINE/df" -Pi "$@"; "$MACHINE/df" -P "$@"; } | "$MACHINE/awk" '
  NR == 1 { next }
  $2 ~ /blocks/ { sub(/Mounted on/, "iused ifree %iused Mounted on"); print; blocks = 1; next }
  ! blocks { count[NR] = $3 " " $4 " " $5; rows++; next }
  { point = $6; print $1, $2, $3, $4, $5, count[NR - rows - 1], point }'
`

const tar = `${head}for word; do
  case $word in
    --warning* | --transform* | --sort* | --mtime* | --overwrite* | --delay-directory-restore | --no-overwrite-dir | --keep-directory-symlink | --verbatim-files-from | --record-size* | --checkpoint* | --quoting-style*) refuse "$word" ;;
  esac
done
exec "$MACHINE/tar" "$@"
`

/**
 * Stand-ins that refuse what GNU added, on top of the machine's own commands: as near to a BSD host as a Linux machine comes.
 * The file system, the shell and awk are still the machine's; tar is libarchive's where it is installed.
 */
export function bsdCommands(): Record<string, string> {
  const strictOnes = Object.entries(refusedLetters).map(([name, letters]) => [name, strict(name, letters)])
  return {
    ...Object.fromEntries(strictOnes),
    mv: withoutFollowing('mv'),
    ln: withoutFollowing('ln'),
    date,
    stat,
    find,
    df,
    tar: existsSync('/usr/bin/bsdtar') ? 'bsdtar' : tar,
  }
}

/** Commands that a BSD host does not come with; digests are made by `shasum`. */
export const absentOnBsd: readonly string[] = absent
