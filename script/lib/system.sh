# shellcheck shell=sh
# Debian packages that tests and benches need; sourced by the scripts.

# need COMMAND[:PACKAGE]...: installs the package of each command that is missing (by default the one of the same name).
# What cannot be had is fatal under CI=true; elsewhere it is named, and what needs it is skipped.
need() {
  missing_commands=
  missing_packages=
  for pair in "$@"; do
    has_command "${pair%%:*}" && continue
    missing_commands="$missing_commands ${pair%%:*}"
    missing_packages="$missing_packages ${pair##*:}"
  done
  [ -z "$missing_commands" ] && return 0
  # shellcheck disable=SC2086 # a list of names
  install_packages $missing_packages && return 0
  if [ "${CI-}" = true ]; then
    echo "error: cannot install$missing_packages" >&2
    return 1
  fi
  echo "Not installed:$missing_commands. What needs them is skipped. On Debian: apt-get install$missing_packages" >&2
}

# Servers lie in folders that an ordinary user's PATH may lack.
has_command() {
  PATH="$PATH:/usr/sbin:/sbin:/usr/local/sbin" command -v "$1" >/dev/null 2>&1
}

install_packages() {
  command -v apt-get >/dev/null 2>&1 || return 1
  as_root true 2>/dev/null || return 1
  if [ -z "${package_lists_fresh-}" ]; then
    as_root apt-get update -qq >/dev/null || return 1
    package_lists_fresh=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-remove --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

# Never asks for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}
