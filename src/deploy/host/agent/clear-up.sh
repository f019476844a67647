# What is no longer needed goes, and the lock with it.

# shellcheck disable=SC2154 # `decode` sets names
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
