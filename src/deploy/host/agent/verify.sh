# Verifying the current folder by a manifest: every file by its whole digest, links, and, where it must be exactly that, kinds, modes and numbers.
# Sets `odd`, `links` and `miscounted`, what is left to do behind the digests, and `left`.

# shellcheck disable=SC2154,SC1003,SC2015 # `decode` sets names; a backslash is what is looked for
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

count_entries() { tr -dc '\000' | wc -c; }

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
