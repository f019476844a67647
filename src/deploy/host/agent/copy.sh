# The copy of a release that the next one is made of. It is begun with the lock, while the runner works out what to send.
# Sets `staged` and `copier`. Reads `base`, `incoming`, `reuse`, `left`, and what look.sh tells of the room.

# shellcheck disable=SC2034,SC2154,SC1003 # they are set or read by others; a backslash is what is looked for
staged= # `<incoming>/<base>`: what is copied ahead
copier= # the process that does it

copy_ahead() { # INCOMING REUSE: of `base`, while the runner works out what to send. A failure is told when it counts: by `begin`
  decode incoming "$1"
  decode reuse "$2"
  [ -n "$base" ] && has_room_for "$S/manifests/$base" || return
  (cd "$R" && make_copy) >/dev/null 2>&1 </dev/null &
  copier=$!
}

await_copy() { # in the shell that has begun it
  [ -n "$copier" ] || return 0
  wait "$copier" && staged=$incoming/$base
  copier=
}

has_room_for() { # MANIFEST: for twice that, as the last look told: whether it fits exactly is worked out by the runner. A spare needs no room
  [ ! -f "$S/spare/size" ] || return 0
  # shellcheck disable=SC2046
  set -- $(size_of "$1")
  [ -n "$free" ] && [ "$((2 * $1))" -lt "$free" ] && [ "$((2 * $2))" -lt "${inodes:-$((3 * $2))}" ]
}

make_copy() { # of the base, under the incoming name
  as_left "$base"
  clear_place || return
  from_spare 2>/dev/null && return
  clear_place && drop_spare || return
  options=-RPp
  if [ "$reuse" = hard-link ]; then options=-RPpl
  elif supports cp --reflink; then options='-RPp --reflink=auto'
  fi
  copy_base
}

# An application may have written into the base, gigabytes even: a folder in which it has is not copied as a whole.
copy_base() {
  plan=$S/lock/plan.$$
  (cd "$base" && plain_names) | awk -F"$TAB" '
    function above(path) { return sub("/[^/]*$", "", path) ? path : "." }
    FILENAME == ARGV[1] { listed["./" $1]; next }
    { over = above($0) }
    over in stray { stray[$0]; next }
    !($0 in listed) { stray[$0]; while (!(over in mixed)) { mixed[over]; over = above(over) } next }
    { found[++count] = $0 }
    END {
      if ("." in mixed) for (n = 1; n <= count; n++)
        if (found[n] in mixed) print "make\t" found[n]; else if (above(found[n]) in mixed) print "copy\t" above(found[n]) "\t" found[n]
    }' "$left" - >"$plan" || return
  if [ -s "$plan" ]; then
    mkdir "$incoming" && copy_mixed
  else
    copy "$base" "$incoming"
  fi
}

plain_names() { find . -name '*[[:cntrl:]\\]*' -prune -o ! -name . -print; } # what lies in an odd folder is odd as well

copy_mixed() {
  cd "$base" || return
  grep '^make' "$plan" | cut -f2 | tr '\n' '\000' | (cd "$R/$incoming" && xargs -0 mkdir -p .) || return
  grep '^copy' "$plan" | cut -f2 | sort -u | while IFS= read -r folder; do
    grep "^copy$TAB" "$plan" | awk -F"$TAB" -v folder="$folder" '$2 == folder { print $3 }' | tr '\n' '\000' | copy_listed "$folder" || exit 1
  done && grep '\\' "$left" | while IFS="$TAB" read -r path _; do # of odd names, those that lie right in such a folder
    folder=./$path
    folder=${folder%/*}
    case $folder in *\\*) continue ;; esac
    [ "$folder" = . ] || grep -qxF "make$TAB$folder" "$plan" || continue
    path=$(printf '%b.' "./$path")
    copy "${path%.}" "$R/$incoming/$folder/" || exit 1
  done || return
  cd "$R" || return
}

copy_listed() { # FOLDER: what is named on stdin into it
  # shellcheck disable=SC2016
  errors=$(INTO=$R/$incoming/$1/ HOW=$options xargs -0 sh -c 'cp $HOW "$@" "$INTO"' sh 2>&1) || bearable "$errors"
}

copy() {
  # shellcheck disable=SC2086
  errors=$(cp $options "$@" 2>&1) || bearable "$errors"
}

bearable() { # what the application takes away meanwhile is no fault, for sealing finds what is missing; a full disk is one
  case $(why "$1") in no-space) say "$1"; return 1 ;; esac
}
