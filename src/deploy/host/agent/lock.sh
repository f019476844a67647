# The lock: who has it, and which processes work for its owner. Whatever changes anything asks `guard` in the same breath.

# shellcheck disable=SC2154,SC2015 # `decode` sets names
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
