# The host's side of a deployment: a loop that reads one request a line and answers it.
# POSIX sh with coreutils, findutils and tar, or busybox; nothing is installed, nothing is written before `open`.
#
# Request:  <verb> =<argument> …      arguments are `printf %b` escapes, so that a value is never code
# Answer:   lines of `<key> <value>`, then `done ok` or `done <reason> <words>`
#
# R releases folder · S its .sallyport folder · L live path · T this run's lock token

# shellcheck disable=SC2034,SC2154,SC2119,SC2120,SC2030,SC2031,SC1003,SC2015 # `decode` sets names; functions without arguments; backslashes
set -u
umask 022
LC_ALL=C
export LC_ALL
TAB=$(printf '\t')
LF='
'
staged= # `<incoming>/<base>`: what is copied ahead
copier= # the process that does it
fastest=unknown
failed= # whether the request that is carried out has
whole= # whether the journal is known to end with a line
user=
known=
free=
inodes=

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
count_entries() { tr -dc '\000' | wc -c; }

# --- what this host can do -----------------------------------------------------------------------------------------

if have sha256sum; then digest() { sha256sum "$@"; }
elif have shasum; then digest() { shasum -a 256 "$@"; }
elif have sha256; then digest() { sha256 -r "$@"; }
elif have openssl; then digest() { openssl dgst -sha256 -r "$@"; }
fi
digest_of() { # FILE
  sum=$(digest <"$1")
  say "${sum%% *}"
}

digest_listed() { # NUL-separated names on stdin: one line each, the digest first
  if [ "$fastest" = openssl ]; then xargs -0 openssl dgst -sha256 -r # by far the fastest where the processor helps
  elif have sha256sum; then xargs -0 sha256sum
  elif have shasum; then xargs -0 shasum -a 256
  elif have sha256; then xargs -0 sha256 -r
  else xargs -0 openssl dgst -sha256 -r
  fi
}

choose_fastest() { # openssl, unless its settings keep it from working; asked once
  [ "$fastest" = unknown ] || return 0
  case $(printf x | openssl dgst -sha256 -r 2>/dev/null) in 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881*) fastest=openssl ;; *) fastest= ;; esac
}

replace() { # replace LINK LIVE: rename(2), whatever LIVE points to
  if mv -fT "$1" "$2"; then :
  elif supports mv '-[a-z]*T'; then return 1
  elif case $(uname -s) in *BSD | Darwin | DragonFly) : ;; *) false ;; esac && mv -fh "$1" "$2" 2>/dev/null; then :
  elif have perl; then perl -e 'rename $ARGV[0], $ARGV[1] or die "$!\n"' "$1" "$2"
  elif have python3; then python3 -c 'import os, sys; os.rename(sys.argv[1], sys.argv[2])' "$1" "$2"
  elif [ ! -L "$2" ]; then mv -f "$1" "$2"
  else return 69
  fi
}

tools() {
  for tool in tar find xargs sort cut tr grep sed head tail paste cmp cp mv ln ls readlink mkdir rm wc df cat; do have $tool || say "missing $tool"; done
  have sha256sum || have shasum || have sha256 || have openssl || say 'missing sha256sum'
  for tool in gzip zstd awk; do have $tool && say "tool $tool"; done
  say "system $(uname -s)"
  user=$(id -un 2>/dev/null || id -u)
  say "user $user"
}

# --- looking -------------------------------------------------------------------------------------------------------

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

releases() { # leaves the digests of their manifests in `known`
  known=
  cd "$S/manifests" 2>/dev/null || return 0
  set --
  for name in *; do
    case $name in [!A-Za-z0-9]* | *[!A-Za-z0-9._+-]*) continue ;; esac
    { [ -d "$R/$name" ] && [ ! -L "$R/$name" ] && [ -f "$name" ]; } || continue
    set -- "$@" "$name"
    [ -e "$S/pinned/$name" ] && say "pinned $name"
  done
  [ $# -eq 0 ] || tell_digests "$(digest "$@")"
  cd /
  [ -f "$S/journal.jsonl" ] && histories "$@"
}

tell_digests() { # LINES: digest, a blank, another one or an asterisk, name
  set -f
  IFS=$LF
  # shellcheck disable=SC2086
  set -- $1
  unset IFS
  set +f
  for told; do
    sum=${told%% *}
    name=${told#* }
    name=${name#[ *]}
    case $sum/$name in *[!0-9a-f]*/* | *' '*) ;; *) [ ${#sum} -ne 64 ] || known="$known${known:+$LF}release $sum $name" ;; esac
  done
  [ -z "$known" ] || say "$known"
}

histories() { # RELEASES: what the journal says of each
  for name; do
    set -- "$@" -e "\"release\":\"$name\""
    shift
  done
  [ $# -gt 0 ] || return 0
  events=$(grep -F "$@" "$S/journal.jsonl")
  tell_few "$events" || for pattern; do [ "$pattern" = -e ] || history "$pattern"; done
}
tell_few() { # LINES of the journal, if they are a hundred at most
  set -f
  IFS=$LF
  # shellcheck disable=SC2086
  set -- $1
  unset IFS
  set +f
  [ $# -le 100 ] || return
  [ $# -eq 0 ] || printf 'journal %s\n' "$@"
}
history() { # PATTERN, in `events`: how a release was made, however long ago, and what became of it
  own=$(say "$events" | grep -F "$1" | sed 's/^/journal /')
  say "$own" | sed -n -e '/"event":"prepared"/h' -e "\$g" -e "\$p"
  say "$own" | tail -n 8
}

leftovers() {
  for name in "$R"/.incoming-* "$R"/.removing-*; do
    case $name in *[[:cntrl:]]*) continue ;; esac
    [ -d "$name" ] && say "leftover ${name#"$R"/}"
  done
}

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

stamp() { say "stamp $(($( (wc -c <"$S/journal.jsonl") 2>/dev/null) + 0))"; } # the same: no run has done anything here meanwhile

choose_base() { # DIGEST: sets `base` to what is live, if a release of that digest is still to be made of it
  base=
  [ -n "$1" ] && [ -L "$L" ] && have awk || return
  case $known in *"$1"*) return 1 ;; esac
  base=$(readlink "$L")
  base=${base#"$R"/}
  case $base in */* | .*) base= ;; esac
  [ -n "$base" ] && [ -f "$S/manifests/$base" ] || { base=; return 1; }
}
offer_manifest() { # DIGEST
  choose_base "$1"
  offer_base
}
offer_base() { # saves the runner a question, unless it would be long
  [ -n "$base" ] && [ "$(wc -l <"$S/manifests/$base")" -lt 20000 ] || return 0
  say "manifest-of $base"
  send_manifest "$base"
}

# --- the lock ------------------------------------------------------------------------------------------------------

mine() { { IFS= read -r owner_now <"$S/lock/owner.json"; } 2>/dev/null && case $owner_now in *"\"token\":\"$T\""*) : ;; *) false ;; esac; }
guard() { mine || { fail lock-lost "$(cat "$S/lock/owner.json" 2>/dev/null)"; return 1; }; }

lock_owner() {
  if [ -f "$S/lock/owner.json" ]; then
    say "lock $(cat "$S/lock/owner.json")"
    [ -f "$S/lock/pids" ] && workers | sed 's/^/working /'
  elif [ -d "$S/lock" ]; then say 'lock {}'
  fi
}

workers() { # processes of the lock's owner that still run: the recorded ones whose command is ours
  while read -r pid; do
    [ "$pid" != "$$" ] && kill -0 "$pid" 2>/dev/null && is_ours "$pid" && say "$pid"
  done <"$S/lock/pids"
}
is_ours() { # by its command, or by a hook's environment, which stays when the hook has put another command in its place
  if [ -r "/proc/$1/cmdline" ]; then cat "/proc/$1/cmdline" "/proc/$1/environ" 2>/dev/null | tr '\000' '\n' | grep -q -e '^sallyport$' -e '^SALLYPORT_HOST='
  else ps -o args= -p "$1" 2>/dev/null | grep -q sallyport
  fi
}
end_workers() { if [ -f "$S/lock/pids" ]; then for pid in $(workers); do end_group "$pid" && say "ended $pid"; done; fi; }
end_group() { kill -KILL "-$1" 2>/dev/null || kill -KILL "$1" 2>/dev/null; } # dash takes no `-s KILL -1`, busybox no `--`

write_owner() { write "$1" "$S/lock/.owner.$$" && mv -f "$S/lock/.owner.$$" "$S/lock/owner.json"; }
write() { printf '%s\n' "$1" 2>/dev/null >"$2" || printf '%s\n' "$1" | cat >"$2"; } # cat can say what is wrong, which not every printf does
record_pid() { echo "$$" >>"$S/lock/pids"; }

verb_open() { # owner [digest incoming reuse]: makes the folders and takes the lock. Of a release to come: offers the manifest, begins the copy
  decode owner "$1"
  [ -d "$S/manifests" ] && [ -d "${L%/*}/" ] || problem=$(mkdir -p "$S/manifests" "${L%/*}/" 2>&1) || { fail "$(why "$problem")" "$problem"; return; }
  if problem=$(mkdir "$S/lock" 2>&1) || { [ ! -d "$S/lock" ] && problem=$(mkdir "$S/lock" 2>&1); }; then
    problem=$(write "$owner" "$S/lock/owner.json" 2>&1) || { rm -rf "$S/lock"; fail "$(why "$problem")" "$problem"; return; }
    record_pid
    stamp
    if [ $# -eq 1 ]; then say 'done ok'; return; fi
    decode wanted "$2"
    choose_base "$wanted"
    copy_ahead "$3" "$4"
    [ -z "$copier" ] || say copying
    offer_base
    say 'done ok'
    [ -z "$copier" ] || choose_fastest # while nobody waits
  elif [ -d "$S/lock" ]; then
    lock_owner
    fail locked
  else fail "$(why "$problem")" "$problem"
  fi
}

verb_join() { # another agent of the run that has just taken the lock
  mine && record_pid
  say 'done ok'
}

verb_take() { # owner former-token: takes over a lock that is still the one that was looked at
  decode owner "$1"
  decode former "$2"
  taking=$S/lock/take-over # a link that names a process
  taker=$(readlink "$taking" 2>/dev/null) && { kill -0 "$taker" 2>/dev/null && is_ours "$taker" || rm -f "$taking"; } # of somebody who died over it
  problem=$(ln -s "$$" "$taking" 2>&1) || {
    if [ -L "$taking" ] || [ ! -d "$S/lock" ]; then fail locked; else fail "$(why "$problem")" "$problem"; fi
    return
  }
  if is_held_by "$former"; then
    end_workers
    rm -f "$S/lock/pids"
    problem=$(write_owner "$owner" 2>&1) || { rm -f "$taking"; fail "$(why "$problem")" "$problem"; return; }
    record_pid
    rm -f "$taking"
    say 'done ok'
  else
    rm -f "$taking"
    lock_owner
    fail locked
  fi
}

is_held_by() { # TOKEN: still; empty: still by nobody
  if [ -n "$1" ]; then grep -qF "\"token\":\"$1\"" "$S/lock/owner.json" 2>/dev/null
  else ! grep -qF '"token":"' "$S/lock/owner.json" 2>/dev/null
  fi
}

verb_rejoin() { # a run that lost its connection comes back: what still works for it here ends first
  if mine; then
    end_workers
    record_pid
  fi
  say 'done ok'
}

verb_beat() { # owner
  decode owner "$1"
  guard || return
  write_owner "$owner"
  say 'done ok'
}

verb_kill() { # pid: ends a command of this run and all that it started
  decode pid "$1"
  end_group "$pid"
  say 'done ok'
}

record() { # on a line of its own, even behind one that a full disk has cut off
  [ -n "$whole" ] || end_line
  printf '%s\n' "$1" 2>/dev/null >>"$S/journal.jsonl" || { end_line; printf '%s\n' "$1" | cat >>"$S/journal.jsonl"; }
}
end_line() { [ -z "$(tail -c 1 "$S/journal.jsonl" 2>/dev/null)" ] || echo >>"$S/journal.jsonl"; }
verb_journal() { # line
  decode line "$1"
  write_journal "$line"
}
write_journal() {
  guard || return
  problem=$(record "$1" 2>&1) || { fail "$(why "$problem")" "$problem"; return; }
  whole=yes
  say 'done ok'
}

# --- assembling a release ------------------------------------------------------------------------------------------

verb_manifest() { # release: its manifest with the digests shortened, as bytes behind `blob <length>`
  decode release "$1"
  send_manifest "$release"
  say 'done ok'
}

send_manifest() { # made twice where it must not be kept: whoever only looks leaves no file anywhere
  short=$S/lock/short.$$
  if mine && short_manifest "$1" 2>/dev/null >"$short"; then
    say "blob $(($(wc -c <"$short")))"
    cat "$short"
  else
    say "blob $(short_manifest "$1" | wc -c | tr -d ' ')"
    short_manifest "$1"
  fi
}
short_manifest() { # of 64 digits of a file's digest 16 stay
  as_left "$1" && awk 'index($0, "\tf\t") && substr($0, length($0) - 64, 1) == "\t" { print substr($0, 1, length($0) - 48); next } { print }' "$left" | if have gzip; then gzip -1c; else cat; fi
}
as_left() { # RELEASE: sets `left` to its manifest, as its before-release hook has left it
  left=$S/altered/$1
  [ -f "$left" ] || left=$S/manifests/$1
}

follows() { ahead=$ahead$1$LF; }
each_line() { # each_line COMMAND: calls it for every line of the request's list, which ends with a dot
  while IFS= read -r item; do
    [ "$item" = . ] && return
    "$1" "$item"
  done
}

verb_receive() { # incoming release base reuse packing digest journal-line seeds…, a list of paths to take out of the base's copy, requests that follow if all is well, then a tar stream to the end
  decode incoming "$1"
  decode release "$2"
  decode base "$3"
  decode reuse "$4"
  decode packing "$5"
  decode expected "$6"
  decode line "$7"
  shift 7
  record_pid 2>/dev/null
  list=$S/lock/remove.$$
  if true >"$list"; then each_line say >>"$list"; else each_line true; fi 2>/dev/null
  ahead=
  each_line follows
  guard || return
  case $incoming in .incoming-*) ;; *) fail denied "$incoming"; return ;; esac
  await_copy
  problem=
  cd "$R" && problem=$(begin 2>&1) || { fail "$(why "$problem")" "$problem"; return; }
  cd "$R/$incoming" && problem=$(unpack 2>&1) || { code=$?; fail "$(why "$problem")" "${problem:-tar ended with $code}"; return; }
  guard || return
  seal "$@"
}

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
size_of() { awk -F"$TAB" '{ size += 4 * int(($4 + 4095) / 4096) } END { print size + 0, NR }' "$1"; } # by what was sent: kilobytes in blocks, and entries

begin() { # the incoming folder: empty, or the base without what is gone or will come anew
  if [ -z "$base" ]; then clear_place && drop_spare && mkdir "$incoming"; return; fi
  as_left "$base"
  [ "$staged" = "$incoming/$base" ] || make_copy || return
  cd "$incoming" && take_out
}
clear_place() { erase "$incoming"; }

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

# The spare is the release that went last. It becomes the copy: only what differs from the base is copied, and nothing has to be removed.
# Where that is not simple (odd names, other modes of folders, what a hook has altered) there is a copy all the same.
drop_spare() { erase "$S/spare"; }
from_spare() (
  [ "$reuse" = copy ] && [ -f "$S/spare/size" ] && [ "$left" = "$S/manifests/$base" ] || exit 1
  plan=$S/lock/spare.$$
  rm -f "$S/spare/size" "$plan".* && mv "$S/spare/tree" "$incoming" && cd "$incoming" && differences || exit 1
  [ ! -e "$plan.shut" ] || open_folders .
  [ ! -s "$plan.gone" ] || tr '\n' '\000' <"$plan.gone" | xargs -0 rm -rf || exit 1
  [ ! -s "$plan.folders" ] || tr '\n' '\000' <"$plan.folders" | xargs -0 mkdir -p || exit 1
  # shellcheck disable=SC2016
  [ ! -s "$plan.files" ] || tr '\n' '\000' <"$plan.files" |
    FROM=$R/$base FAILED=$plan.failed xargs -0 sh -c 'umask 0; { (cd "$FROM" && tar -cf - "$@") || : >"$FAILED"; } | tar -xpof -' sh || exit 1
  [ ! -e "$plan.failed" ] || exit 1
) # its manifest stays, which means nothing without `size`
differences() { # of the spare from the base, as lists of what is `gone`, and of `folders` and `files` that come. What was written since it was sealed, or by another user, or is shared with another release counts as other: it is printed twice
  find . -name '*[[:cntrl:]\\]*' -prune -o ! -name . -print \( ! -user "${user:-$(id -u)}" -o ! -type d \( -newer "$S/spare/manifest" -o -links +1 \) \) -print | awk -F"$TAB" -v plan="$plan" '
    function odd(name) { return index(name, "\\") }
    function comes(name, kind) { print name >(plan (kind == "d" ? ".folders" : ".files")) }
    FNR == 1 { part = FILENAME == ARGV[1] ? "base" : FILENAME == ARGV[2] ? "spare" : "found" }
    part == "found" { if (!($0 in found)) found[$0]; else if (($0 in stays) && stays[$0] == "d") { failed = 1; exit } else other[$0]; next }
    $2 == "d" && $3 ~ /^[0-6]../ { print >(plan ".shut") }
    part == "base" { wanted[$1] = $0; kind[$1] = $2; next }
    wanted[$1] == $0 { stays["./" $1] = $2; delete wanted[$1]; next }
    { if (odd($1) || ($2 == "d" && kind[$1] == "d")) { failed = 1; exit } }
    END {
      for (name in found) if (!(name in stays) || name in other) print name >(plan ".gone")
      for (name in stays) if ((!(name in found) || name in other) && !odd(name)) comes(name, stays[name])
      for (path in wanted) if (wanted[path] != "") { if (odd(path)) failed = 1; comes("./" path, kind[path]) }
      exit failed
    }' "$left" "$S/spare/manifest" -
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

take_out() { # what the list names, which may come from what another host said: of what was sent to the base, and nothing else
  awk -F"$TAB" -v list="$list" '
    FILENAME == ARGV[1] { goes[$0]; next }
    $2 == "d" && $3 ~ /^[0-6]../ { print >(list ".shut") }
    $1 in goes { print "./" $1 >(list (index($1, "\\") ? ".odd" : ".plain")) }' "$list" "$left" || return
  [ ! -e "$list.shut" ] || open_folders .
  [ ! -e "$list.plain" ] || tr '\n' '\000' <"$list.plain" | xargs -0 rm -rf
  [ ! -e "$list.odd" ] || while IFS= read -r escaped; do
    path=$(printf '%b.' "$escaped")
    rm -rf "${path%.}"
  done <"$list.odd"
}

# Folders that their owner may not write to: open while a release is put together or taken away.
open_folders() { find "$@" -type d ! -perm -700 -exec chmod u+rwx {} \; ; }
folder_modes() { # MANIFEST: of those that `mkdir` does not make so, and of folders that are not as they were in the base, which no tar may change
  folders=$S/lock/folders.$$
  if [ -z "$base" ]; then grep "${TAB}d$TAB" "$1" | grep -v "${TAB}d${TAB}755$TAB"
  else awk -F"$TAB" '$2 != "d" { next } FILENAME == ARGV[1] { known[$0]; next } ($3 != 755 || !($0 in known))' "$left" "$1"
  fi >"$folders"
  [ -s "$folders" ] || return 0
  cut -f3 "$folders" | sort -u | while read -r mode; do
    grep -v '\\' "$folders" | grep "${TAB}d${TAB}$mode$TAB" | cut -f1 | sed 's|^|./|' | tr '\n' '\000' >"$folders.same"
    [ ! -s "$folders.same" ] || xargs -0 chmod "$mode" <"$folders.same" || exit 1
  done && grep '\\' "$folders" | while IFS="$TAB" read -r path _ mode _; do
    folder=$(printf '%b.' "./$path")
    chmod "$mode" "${folder%.}" || exit 1
  done
  code=$?
  rm -f "$folders" "$folders.same"
  return $code
}
erase() { [ ! -e "$1" ] && [ ! -L "$1" ] || rm -rf "$1" 2>/dev/null || { open_folders "$1"; rm -rf "$1"; }; }
forget() { [ ! -e "$1" ] && [ ! -L "$1" ] || rm -f "$1"; } # FILE: which mostly is not there

unpack() { # as root, tar would take over the numbers of the archive: `-o` (POSIX: no same owner) and `-p` (modes as packed) are known to all
  umask 0 # busybox applies it all the same
  case $packing in
    gzip) gzip -dc | tar -xpof - ;;
    zstd) zstd -dcq | tar -xpof - ;;
    *) tar -xpof - ;;
  esac
}

harm() { case $(why "$1") in no-space) say no-space ;; *) say damaged ;; esac; } # the disk may be too full for the lists of what is verified
why() { case $1 in *'No space left'* | *[Qq]uota*) say no-space ;; *) say denied ;; esac; }

seal() { # SEEDS…: verifies what arrived and gives it its name
  for seed; do
    decode path "$seed"
    plant "$path"
  done
  new=$S/lock/manifest.$$
  [ -z "$base" ] || as_left "$base"
  { merge_manifest >"$new" && is_as_sent "$new"; } 2>/dev/null || {
    problem=$( { merge_manifest | sort >"$new"; } 2>&1) || { fail "$(why "$problem")" "$problem"; return; }
    is_as_sent "$new" || { fail damaged 'the manifest did not arrive as it was sent'; return; }
  }
  rm -rf .sallyport-manifest .sallyport-seed
  problem=$(verify_exactly "$new" 2>&1) || problem=$(verify_again "$new" "$problem" 2>&1) || { fail "$(harm "$problem")" "$problem"; return; }
  problem=$(folder_modes "$new" 2>&1) || { fail "$(why "$problem")" "$problem"; return; }
  cd "$R" || return
  [ -e "$release" ] && { fail exists "$release"; return; }
  guard || return
  problem=$({ forget "$S/altered/$release" && mv -f "$new" "$S/manifests/$release" && mv "$incoming" "$release" && [ -d "$release" ] && record "$line"; } 2>&1) || { fail "$(why "$problem")" "$problem"; return; }
  whole=yes
  say 'done ok'
}

verify_again() { # MANIFEST PROBLEM: without what the application has written into the base while it was being copied
  case $base/$2 in /*) false ;; *'too many') : ;; *) false ;; esac || { say "$2"; return 1; }
  plain_names | awk -F"$TAB" 'FILENAME == ARGV[1] { listed["./" $1]; next } !($0 in listed)' "$1" - | tr '\n' '\000' | xargs -0 rm -rf
  verify_exactly "$1"
}

verb_renew() { # incoming release: what has just been verified takes the place of the same release that was altered since
  decode incoming "$1"
  decode release "$2"
  guard || return
  is_linked "$release" && { fail damaged "$release, and a link points to it"; return; }
  gone=$R/.removing-$release
  problem=$( (rm -f "$S/altered/$release" && erase "$gone" && mv "$R/$release" "$gone" && mv "$R/$incoming" "$R/$release" && erase "$gone") 2>&1) || { fail denied "$problem"; return; }
  say 'done ok'
}

plant() { # first content of a shared path: moved to its place unless somebody was faster
  [ -e "$R/shared/$1" ] && return
  case $1 in */*) mkdir -p "$R/shared/${1%/*}" ;; *) mkdir -p "$R/shared" ;; esac
  if [ -e ".sallyport-seed/$1" ]; then mv ".sallyport-seed/$1" "$R/shared/$1"; else mkdir -p "$R/shared/$1"; fi
}

merge_manifest() { # the base's lines without the replaced ones, and the new ones. Both come in order, but for what a hook has altered; the digest tells
  if [ -z "$base" ]; then sed -n 's/^+//p' .sallyport-manifest
  else awk -F"$TAB" '
    FILENAME == ARGV[1] { if (/^-/) gone[substr($0, 2)]; else if (/^[+]/) added[++count] = substr($0, 2); next }
    FNR == 1 { next_one = added[at = 1] }
    $1 in gone { next }
    { while (at <= count && next_one < $0 "") { print next_one; next_one = added[++at] } print }
    END { for (at += !at; at <= count; at++) print added[at] }' .sallyport-manifest "$left"
  fi
}
is_as_sent() { [ "$(digest_of "$1")" = "$expected" ]; }

# --- verifying -----------------------------------------------------------------------------------------------------
# A manifest line: path TAB kind (f d l) TAB mode TAB size TAB digest or link target; odd bytes as \0ooo escapes.

verify() { # MANIFEST [LISTING]: all that it says is in the current folder
  verify_files "$@" && { [ -z "$odd" ] || verify_odd_names "$1"; } && { [ -z "$links" ] || verify_links "$1"; }
}
verify_exactly() { # MANIFEST: and nothing but that. Everything is listed beside the digests; what does not agree is named by counting one by one
  listing=$S/lock/listing.$$
  if have awk; then
    list_all 2>/dev/null >"$listing" &
    counting=$!
    verify "$1" "$listing"
  else verify "$1"
  fi || return
  [ -z "$miscounted" ] || { verify_nothing_else "$1" && verify_modes "$1"; }
}
list_all() { # kinds and modes, and where plain links lead: each on a line of its own, whatever anything is called. A dot where find can tell, and told all
  find . ! -name . -printf '%y%m\n' -type l ! -path '*[[:cntrl:]\\]*' ! -lname '*[[:cntrl:]\\]*' -printf '=%p\t%l\n' && echo .
}

verify_files() { # MANIFEST [LISTING]: in two halves side by side, for reading is what takes the time. Sets what is left to do: `odd` names, `links`, and `miscounted`
  sums=$S/lock/sums.$$
  odd=
  links=
  miscounted=
  choose_fastest
  if have awk; then
    digests_of_half 1 "$1" 2>"$sums.errors" >"$sums" &
    half=$!
    digests_of_half 0 "$1" 2>"$sums.2.errors" >"$sums.2"
    wait "$half"
    [ $# -eq 1 ] || wait "$counting"
    differing=$(compare "$@")
    left_to_do $? && return
  elif plain_files "$1" >"$sums.plain"; then
    all_to_do
    sed "s|^\([^$TAB]*\).*|./\1|" "$sums.plain" | digests 2>"$sums.errors" | cut -c1-64 >"$sums"
    cut -f5 "$sums.plain" | cmp -s - "$sums" && return
    differing=$(paste "$sums" "$sums.plain" | sed -n "/^\([0-9a-f]*\)$TAB.*$TAB\1\$/!s/^[^$TAB]*$TAB\([^$TAB]*\).*/differs: \1/p" | head -n 5)
  else
    all_to_do
    ! plain_files "$1" | grep -q . # unless the list could not be written: the disk is full
    return
  fi
  errors=$(cat "$sums".*errors 2>/dev/null | head -n 3)
  say "${errors:-$differing}"
  return 1
}
compare() { # MANIFEST [LISTING]: what differs from the sums; none: ends with 64, and 1 where names are odd, 2 where links are not confirmed, 4 where counts differ
  awk -F"$TAB" '
    BEGIN { manifest = ARGV[3]; listing = ARGV[4] }
    FNR == 1 { part = FILENAME == manifest ? "manifest" : FILENAME == listing ? "listing" : "sums" }
    part == "sums" { sum[substr($0, index($0, "./"))] = substr($0, 1, 64); next }
    part == "listing" { if (/^f/) count[$0]--; else if (/^=/) leads[substr($1, 2)] = $2; else if ($0 == ".") complete = 1; else count[substr($0, 1, 1)]--; next }
    $2 == "f" {
      count["f" $3]++
      if (index($1, "\\")) odd = 1
      else if (sum["./" $1] "" != $5 "" && different++ < 5) print "differs: " $1
      next
    }
    { count[$2]++ }
    $2 == "l" { if (index($0, "\\")) links = 2; else target["./" $1] = $5 }
    END {
      for (link in target) if (!(link in leads) || leads[link] "" != target[link] "") links = 2
      for (kind in count) if (count[kind]) complete = 0
      exit (different ? 1 : 64 + odd + links + (complete ? 0 : 4))
    }' "$sums" "$sums.2" "$@"
}
left_to_do() { # CODE of `compare`
  [ "$1" -ge 64 ] && [ "$1" -lt 72 ] || return
  [ $(($1 & 1)) = 0 ] || odd=yes
  [ $(($1 & 2)) = 0 ] || links=yes
  [ $(($1 & 4)) = 0 ] || miscounted=yes
}
all_to_do() {
  odd=yes
  links=yes
  miscounted=yes
}
plain_files() { grep -v '\\' "$1" | grep "${TAB}f${TAB}"; }
digests() { tr '\n' '\000' | digest_listed; }
digests_of_half() { awk -F"$TAB" -v half="$1" '$2 == "f" && !index($1, "\\") && n++ % 2 == half { print "./" $1 }' "$2" | digests; }

verify_odd_names() {
  grep '\\' "$1" | grep "${TAB}f${TAB}" | while IFS="$TAB" read -r path _ _ _ sum; do
    file=$(printf '%b.' "./$path")
    [ "$(digest_of "${file%.}" 2>/dev/null)" = "$sum" ] || { say "differs: $path"; exit 1; }
  done
}

verify_links() {
  grep "${TAB}l${TAB}" "$1" | while IFS="$TAB" read -r path _ _ _ target; do
    decode link "=./$path"
    decode to "=$target"
    [ "$(readlink "$link"; echo .)" = "$to$LF." ] || { say "link differs: $path"; exit 1; }
  done
}

verify_modes() {
  grep "${TAB}f${TAB}" "$1" | cut -f3 | sort -u | while read -r mode; do
    [ "$(grep -c "${TAB}f${TAB}$mode${TAB}" "$1")" -eq $(($(find . -type f -perm "$mode" -print0 | count_entries))) ] || { say "files of mode $mode differ"; exit 1; }
  done
}

verify_nothing_else() {
  [ "$(grep -c "${TAB}d${TAB}" "$1")" -eq $(($(find . -type d -print0 | count_entries) - 1)) ] || { say 'folders are missing or too many'; return 1; }
  [ "$(grep -vc "${TAB}d${TAB}" "$1")" -eq $(($(find . ! -type d -print0 | count_entries))) ] || { say 'files are missing or too many'; return 1; }
}

verb_verify() { # release as: what was sent is still there, as it was `sent` or as its before-release hook has `left` it; what the application wrote since does not count
  decode release "$1"
  decode as "${2-=sent}"
  enter_release || return
  left=$S/manifests/$release
  [ "$as" = sent ] || as_left "$release"
  problem=$(verify "$left" 2>&1) || { fail "$(harm "$problem")" "$problem"; return; }
  say 'done ok'
}
enter_release() { guard && { cd "$R/$release" 2>/dev/null && [ -f "$S/manifests/$release" ] || { fail incomplete "$release"; return 1; }; }; }

verb_hooked() { # release: what its before-release hook has changed of what was sent goes on record, so that a later change can be told from it
  decode release "$1"
  enter_release || return
  altered=$S/altered/$release
  rm -f "$altered"
  if verify "$S/manifests/$release" >/dev/null 2>&1; then say 'done ok'; return; fi
  lines=$(as_it_is "$S/manifests/$release")
  problem=$( (mkdir -p "$S/altered" && say "$lines" | cat >"$altered.new" && mv -f "$altered.new" "$altered") 2>&1) || { rm -f "$altered.new"; fail "$(why "$problem")" "$problem"; return; }
  say 'done ok'
}

as_it_is() { # MANIFEST: its lines with what is really there, without what is gone; nothing is written
  have awk || { cat "$1"; return; }
  choose_fastest
  { grep -v '\\' "$1" | grep "${TAB}f$TAB" | sed "s|^\([^$TAB]*\).*|./\1|" | tr '\n' '\000' | digest_listed 2>/dev/null | sed "s|^\([0-9a-f]\{64\}\)[^.]*\./|=$TAB\1$TAB|"; grep -v '\\' "$1"; } |
    awk -F"$TAB" -v OFS="$TAB" 'NF == 3 { sum[$3] = $2; next } $2 == "d" { print } $2 == "f" && $1 in sum { if ($5 != sum[$1]) { $4 = "-"; $5 = sum[$1] } print }'
  grep -e '\\' -e "${TAB}l$TAB" "$1" | while IFS="$TAB" read -r path kind mode size value; do
    file=$(printf '%b.' "./$path")
    file=${file%.}
    case $kind in
      f) [ -f "$file" ] && say "$path$TAB$kind$TAB$mode$TAB$size$TAB$(digest_of "$file")" ;;
      l) [ -L "$file" ] && say "$path$TAB$kind$TAB$mode$TAB$size$TAB$(readlink "$file" | sed 's/\\/\\0134/g')" ;;
      *) [ -d "$file" ] && say "$path$TAB$kind$TAB$mode$TAB$size$TAB$value" ;;
    esac
  done
}

# --- switching -----------------------------------------------------------------------------------------------------

verb_switch() { # release journal-line settled-line: empty release: the live link is taken away again
  decode release "$1"
  decode line "$2"
  decode settled "${3-}"
  if [ -n "$release" ]; then
    [ -d "$R/$release" ] && [ -f "$S/manifests/$release" ] || { fail incomplete "$release"; return; }
  fi
  [ -L "$L" ] || [ ! -e "$L" ] || { fail live-is-directory; return; }
  next=${L%/*}/.${L##*/}.$T
  guard || return
  problem=$(record "$line" 2>&1) || case $line in # written ahead: a run that ends here is understood
    *'"event":"rolled-back"'*) say 'warning journal' ;; # the way back is open on a full disk too
    *) fail "$(why "$problem")" "$problem"; return ;;
  esac
  [ -n "$problem" ] || whole=yes
  if [ -z "$release" ]; then problem=$(rm -f "$L" 2>&1)
  else problem=$({ forget "$next" && ln -s "$R/$release" "$next" && mine && replace "$next" "$L"; } 2>&1)
  fi || { code=$?; rm -f "$next"; [ $code = 69 ] && problem='no mv -T, perl or python3'; fail switch-failed "$problem"; return; }
  if [ -n "$release" ] && [ "$(readlink "$L")" != "$R/$release" ]; then fail switch-failed "read back $(readlink "$L")"; return; fi
  if [ -n "$settled" ]; then write_journal "$settled"; else say 'done ok'; fi # nobody looks whether it is well
}

verb_restore() { # target journal-line: a link to something that is no release of ours comes back
  decode target "$1"
  decode line "$2"
  next=${L%/*}/.${L##*/}.$T
  guard || return
  record "$line" 2>/dev/null || say 'warning journal'
  problem=$( (rm -f "$next" && ln -s "$target" "$next" && mine && replace "$next" "$L") 2>&1) || { rm -f "$next"; fail switch-failed "$problem"; return; }
  say 'done ok'
}

verb_adopt() { # aside: a real folder at the live path steps aside, to be replaced by a link
  decode aside "$1"
  guard || return
  if [ -L "$L" ] || { [ ! -e "$L" ] && [ -d "$aside" ]; }; then say 'done ok'; return; fi # done before, when the answer was lost
  [ -e "$aside" ] && { fail exists "$aside"; return; }
  problem=$(mv "$L" "$aside" 2>&1) || { fail denied "$problem"; return; }
  say 'done ok'
}

verb_unadopt() { # aside: and comes back
  decode aside "$1"
  guard || return
  if [ ! -e "$aside" ] && [ -d "$L" ] && [ ! -L "$L" ]; then say 'done ok'; return; fi # likewise
  [ -d "$aside" ] || { fail absent "$aside"; return; }
  problem=$( ([ ! -L "$L" ] || rm -f "$L") 2>&1 && mv "$aside" "$L" 2>&1) || { fail switch-failed "$problem"; return; }
  say 'done ok'
}

# --- clearing up ---------------------------------------------------------------------------------------------------

verb_remove() { # name journal-line [spare]: a release or a leftover, unless something still points to it
  decode name "$1"
  decode line "$2"
  decode as "${3-=}"
  guard || return
  case $name in '' | */* | . | .. | shared | .sallyport) fail denied "$name"; return ;; esac
  gone=$R/.removing-${name#.removing-}
  [ -e "$R/$name" ] || [ -L "$R/$name" ] || [ -e "$gone" ] || { say 'done ok'; return; }
  is_linked "$name" && { fail in-use "$name"; return; }
  [ "$as" = spare ] && put_aside
  problem=$( ([ "$R/$name" = "$gone" ] || [ ! -e "$R/$name" ] && [ ! -L "$R/$name" ] || mv "$R/$name" "$gone") 2>&1) || { fail denied "$problem"; return; }
  forget "$S/manifests/$name"
  forget "$S/altered/$name"
  [ -z "$line" ] || record "$line"
  problem=$(erase "$gone" 2>&1) || { fail denied "$problem"; return; }
  say 'done ok'
}

# What is as it was sent is spared for the next release. The tree goes first, in one rename: a manifest without a tree is no release and takes no room that
# counts, but a tree without its manifest would be in the way of its name for good. `size` comes last: what has none is not used, and goes.
put_aside() {
  have awk && [ -f "$S/manifests/$name" ] && [ ! -f "$S/altered/$name" ] && [ -d "$R/$name" ] && [ ! -L "$R/$name" ] && make_place || return
  mv "$R/$name" "$S/spare/tree" && mv -f "$S/manifests/$name" "$S/spare/manifest" && size_of "$S/spare/manifest" >"$S/spare/size" 2>/dev/null
}
make_place() { # the folder is there mostly, and only its last manifest in it
  [ -d "$S/spare" ] && [ ! -e "$S/spare/size" ] && [ ! -e "$S/spare/tree" ] && [ ! -L "$S/spare/tree" ] || { erase "$S/spare" && mkdir "$S/spare"; }
}

verb_close() { # gives the lock back
  if mine; then
    forget "${L%/*}/.${L##*/}.$T"
    mv "$S/lock" "$S/.unlocked.$$"
    rm -rf "$S/.unlocked.$$"
    if mine; then rm -rf "$S/lock"; fi # though it was moved
    say 'done ok'
  else fail lock-lost "$(cat "$S/lock/owner.json" 2>/dev/null)"
  fi
}

# --- the loop ------------------------------------------------------------------------------------------------------

carry_out() { # REQUEST
  set -f
  # shellcheck disable=SC2086 # arguments hold no blank and no glob character: they are escaped
  set -- $1
  set +f
  verb=$1
  shift
  case $verb in
    paths | survey | open | join | take | rejoin | beat | kill | journal | manifest | receive | renew | verify | hooked | switch | restore | adopt | unadopt | remove | close) "verb_$verb" "$@" ;;
    *) fail unknown-verb "$verb" ;;
  esac
}
carry_on() { # what was asked for ahead, for as long as all is well
  while [ -n "$ahead" ]; do
    request=${ahead%%"$LF"*}
    ahead=${ahead#*"$LF"}
    if [ -n "$failed" ]; then say 'done skipped'; else carry_out "$request"; fi
  done
}

say 'sallyport-agent 1'
while IFS= read -r request; do
  failed=
  carry_out "$request"
  case $request in receive' '*) carry_on; exit ;; esac # what is left of the stream is no request
done
[ -z "$copier" ] || wait "$copier" # nothing of this run goes on without a process that its lock names
