# What a release's before-release hook has made of it.

# shellcheck disable=SC2154,SC1003 # `decode` sets names; a backslash is what is looked for
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
