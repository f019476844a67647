# The journal: a line for whatever has happened to a release.
# Sets `whole`: whether it is known to end with a line.

# shellcheck disable=SC2154 # `decode` sets names
whole=

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
