# The manifests that lie on a host.
# A line: path TAB kind (f d l) TAB mode TAB size TAB digest or link target; odd bytes as \0ooo escapes.
# Reads `known` and `expected`, the digest that the runner tells; sets `base`, what a release is made of, and `left`, a manifest as a hook has left it.

# shellcheck disable=SC2154,SC2015 # `decode` sets names
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

size_of() { awk -F"$TAB" '{ size += 4 * int(($4 + 4095) / 4096) } END { print size + 0, NR }' "$1"; } # by what was sent: kilobytes in blocks, and entries

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
