# A release arrives: its base without what is gone or comes anew, and then what was sent.
# Sets `incoming`, `release`, `base`, `reuse`, `packing`, `expected` and `line` by its request, and `ahead`: the requests that follow.

# shellcheck disable=SC2154,SC2015 # `decode` sets names
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

begin() { # the incoming folder: empty, or the base without what is gone or will come anew
  if [ -z "$base" ]; then clear_place && drop_spare && mkdir "$incoming"; return; fi
  as_left "$base"
  [ "$staged" = "$incoming/$base" ] || make_copy || return
  cd "$incoming" && take_out
}

clear_place() { erase "$incoming"; }

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

unpack() { # as root, tar would take over the numbers of the archive: `-o` (POSIX: no same owner) and `-p` (modes as packed) are known to all
  umask 0 # busybox applies it all the same
  case $packing in
    gzip) gzip -dc | tar -xpof - ;;
    zstd) zstd -dcq | tar -xpof - ;;
    *) tar -xpof - ;;
  esac
}
