# Looking at a host: nothing is changed. Each thing is told on a line.
# Sets `free` and `inodes`, as df tells them, for copy.sh.

# shellcheck disable=SC2154,SC2015 # `decode` sets names
free=
inodes=

verb_paths() { # releases live token
  decode R "$1"
  decode L "$2"
  decode T "$3"
  S=$R/.sallyport
  say "pid $$"
  say 'done ok'
}

verb_survey() { # digest shared…: the live release's manifest comes along when no release has that digest
  decode wanted "$1"
  shift
  tools
  folder releases "$R"
  folder live-folder "${L%/*}/"
  space
  live
  linked
  releases
  leftovers
  for shared; do
    decode path "$shared"
    if [ -e "$R/shared/$path" ]; then say "shared present"; else say "shared missing"; fi
  done
  lock_owner
  stamp
  offer_manifest "$wanted"
  say 'done ok'
}

nearest_existing() { # sets `at` to the path itself, or to its closest ancestor that exists
  at=$1
  while [ -n "$at" ] && [ ! -e "$at" ]; do at=${at%/*}; done
  at=${at:-/}
}

folder() { # folder KEY PATH: whether PATH can be written, or made
  nearest_existing "$2"
  if [ ! -d "$at" ]; then say "$1 blocked $at"
  elif [ -w "$at" ] && [ -x "$at" ]; then say "$1 writable $at"
  else say "$1 denied $(ls -ld "$at"), $(probe "$at")"
  fi
}

probe() { # FOLDER: in which nothing can be made: why not
  { mkdir "$1/.sallyport-probe" && rmdir "$1/.sallyport-probe"; } 2>&1 | sed -e 's/.*: //' -e q
}

space() {
  nearest_existing "$R"
  free=$(df -Pk "$at" 2>/dev/null)
  inodes=$(df -Pi "$at" 2>/dev/null)
  free=$(before_percentage "$free")
  inodes=$(before_percentage "$inodes")
  case $inodes in -*) inodes= ;; esac
  [ -z "$free" ] || say "space $free"
  [ -z "$inodes" ] || say "inodes $inodes"
  [ -f "$S/spare/size" ] && IFS= read -r spare <"$S/spare/size" && say "spare $spare" # kilobytes, entries: used or given up by whatever comes
}

before_percentage() { # what df says is free: the number before the last percentage of its last line; a device may be called anything
  last=${1##*"$LF"}
  case $last in *[0-9]%*) ;; *) return ;; esac
  set -f
  # shellcheck disable=SC2086
  set -- ${last%\%*}
  set +f
  [ $# -lt 2 ] || shift $(($# - 2))
  case $1 in *[!0-9-]*) ;; *) say "$1" ;; esac
}

live() {
  if [ -L "$L" ]; then
    target=$(readlink "$L")
    case $target in *[[:cntrl:]]*) target=$(printf '%s' "$target" | tr '\n\r' '??') ;; esac
    say "live link $target"
  elif [ -d "$L" ]; then say 'live directory'
  elif [ -e "$L" ]; then say 'live file'
  else say 'live none'
  fi
}

leftovers() {
  for name in "$R"/.incoming-* "$R"/.removing-*; do
    case $name in *[[:cntrl:]]*) continue ;; esac
    [ -d "$name" ] && say "leftover ${name#"$R"/}"
  done
}

stamp() { say "stamp $(($( (wc -c <"$S/journal.jsonl") 2>/dev/null) + 0))"; } # the same: no run has done anything here meanwhile

linked() { # every release that a link beside the live one leads into: another service may run from it. `cd -P` leaves the real path in PWD, without a process
  cd -P "$R" 2>/dev/null || return 0
  home=$PWD
  for link in "${L%/*}"/* "${L%/*}"/.[!.]*; do
    [ -L "$link" ] || continue
    case $link in "${L%/*}/.${L##*/}."*) continue ;; esac # of a switch that was cut off
    if [ -d "$link" ]; then cd -P "$link" 2>/dev/null && to=$PWD || continue
    else
      to=$(readlink "$link")
      case $to in /*) ;; *) to=${L%/*}/$to ;; esac
      cd -P "${to%/*}/" 2>/dev/null && to=$PWD/${to##*/} || continue
    fi
    to=${to#"$home"/}
    case $to in *[[:cntrl:]]* | /*) ;; *) say "linked ${to%%/*}" ;; esac
  done
  cd /
}

is_linked() { # RELEASE
  links=$(linked)
  case $LF$links$LF in *"${LF}linked $1$LF"*) : ;; *) false ;; esac
}
