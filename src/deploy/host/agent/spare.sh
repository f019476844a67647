# The spare is the release that went last. It becomes the copy: only what differs from the base is copied, and nothing has to be removed.
# Where that is not simple (odd names, other modes of folders, what a hook has altered) there is a copy all the same.
# On disk: spare/tree, spare/manifest, and spare/size, without which it is not used. Reads `base`, `left`, `incoming`, `reuse`, `user`; `name` where one goes.

# shellcheck disable=SC2154,SC2030,SC2031,SC2015 # they are set by others
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

# What is as it was sent is spared for the next release. The tree goes first, in one rename: a manifest without a tree is no release and takes no room that
# counts, but a tree without its manifest would be in the way of its name for good. `size` comes last: what has none is not used, and goes.
put_aside() {
  have awk && [ -f "$S/manifests/$name" ] && [ ! -f "$S/altered/$name" ] && [ -d "$R/$name" ] && [ ! -L "$R/$name" ] && make_place || return
  mv "$R/$name" "$S/spare/tree" && mv -f "$S/manifests/$name" "$S/spare/manifest" && size_of "$S/spare/manifest" >"$S/spare/size" 2>/dev/null
}

make_place() { # the folder is there mostly, and only its last manifest in it
  [ -d "$S/spare" ] && [ ! -e "$S/spare/size" ] && [ ! -e "$S/spare/tree" ] && [ ! -L "$S/spare/tree" ] || { erase "$S/spare" && mkdir "$S/spare"; }
}
