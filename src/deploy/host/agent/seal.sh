# What arrived is verified and gets its name. Reads what receive.sh has set; sets `whole`.

# shellcheck disable=SC2034,SC2154,SC1003 # they are set or read by others; a backslash is what is looked for
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
