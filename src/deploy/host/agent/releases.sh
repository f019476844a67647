# The releases that are kept, and what the journal says of each.
# Sets `known`: the lines with the digests of their manifests, for manifest.sh.

known=

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
