# The host's side of a deployment: a loop that reads one request a line and answers it. These parts of it are joined, this one first and loop.sh last.
# POSIX sh with coreutils, findutils and tar, or busybox; nothing is installed, nothing is written before `open`.
#
# Request:  <verb> =<argument> …      arguments are `printf %b` escapes, so that a value is never code
# Answer:   lines of `<key> <value>`, then `done ok` or `done <reason> <words>`
#
# Shared by all parts: R releases folder · S its .sallyport folder · L live path · T this run's lock token · TAB, LF
# Sets `failed`: whether the request that is carried out has.

# shellcheck disable=SC2034,SC2015 # other parts read it
set -u
umask 022
LC_ALL=C
export LC_ALL
unset CDPATH # `cd` goes where it is told
TAB=$(printf '\t')
LF='
'
failed=

decode() { # decode NAME =ESCAPED: sets NAME to the value, trailing new lines included
  case $2 in
    *\\*) value=$(printf '%b.' "${2#=}") ;;
    *) value=${2#=}. ;; # saves a process
  esac
  eval "$1=\${value%.}"
}

say() { printf '%s\n' "$*"; }

fail() {
  reason=$1
  failed=yes
  shift
  say "done $reason $(printf '%s' "$*" | tr '\n\r' '  ')"
}

have() { command -v "$1" >/dev/null 2>&1; }
supports() { "$1" --help 2>&1 | grep -q -e "$2"; }
why() { case $1 in *'No space left'* | *[Qq]uota*) say no-space ;; *) say denied ;; esac; }
harm() { case $(why "$1") in no-space) say no-space ;; *) say damaged ;; esac; } # the disk may be too full for the lists of what is verified
erase() { [ ! -e "$1" ] && [ ! -L "$1" ] || rm -rf "$1" 2>/dev/null || { open_folders "$1"; rm -rf "$1"; }; }
forget() { [ ! -e "$1" ] && [ ! -L "$1" ] || rm -f "$1"; } # FILE: which mostly is not there

# Folders that their owner may not write to: open while a release is put together or taken away.
open_folders() { find "$@" -type d ! -perm -700 -exec chmod u+rwx {} \; ; }
