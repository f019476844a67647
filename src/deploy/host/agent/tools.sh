# What this host can do: its commands, and the fastest way to a digest.
# Sets `user`, whose files are ours, and `fastest`.

# shellcheck disable=SC2119,SC2120 # `digest` with and without arguments
fastest=unknown
user=

if have sha256sum; then digest() { sha256sum "$@"; }
elif have shasum; then digest() { shasum -a 256 "$@"; }
elif have sha256; then digest() { sha256 -r "$@"; }
elif have openssl; then digest() { openssl dgst -sha256 -r "$@"; }
fi

digest_of() { # FILE
  sum=$(digest <"$1")
  say "${sum%% *}"
}

digest_listed() { # NUL-separated names on stdin: one line each, the digest first
  if [ "$fastest" = openssl ]; then xargs -0 openssl dgst -sha256 -r # by far the fastest where the processor helps
  elif have sha256sum; then xargs -0 sha256sum
  elif have shasum; then xargs -0 shasum -a 256
  elif have sha256; then xargs -0 sha256 -r
  else xargs -0 openssl dgst -sha256 -r
  fi
}

choose_fastest() { # openssl, unless its settings keep it from working; asked once
  [ "$fastest" = unknown ] || return 0
  case $(printf x | openssl dgst -sha256 -r 2>/dev/null) in 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881*) fastest=openssl ;; *) fastest= ;; esac
}

tools() {
  for tool in tar find xargs sort cut tr grep sed head tail paste cmp cp mv ln ls readlink mkdir rm wc df cat; do have $tool || say "missing $tool"; done
  have sha256sum || have shasum || have sha256 || have openssl || say 'missing sha256sum'
  for tool in gzip zstd awk; do have $tool && say "tool $tool"; done
  say "system $(uname -s)"
  user=$(id -un 2>/dev/null || id -u)
  say "user $user"
}
