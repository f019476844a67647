# shellcheck shell=bash
# The packages of package-lock.json; sourced by the scripts, in the root of the repository.

# npm writes its own lock file last: one that is older than ours belongs to another state of it.
install_modules() {
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    if ! command -v npm >/dev/null 2>&1; then
      echo 'error: Node.js 20 or later, with npm, is needed: https://nodejs.org' >&2
      return 1
    fi
    echo 'Installing the packages of package-lock.json, once: a minute or so…' >&2
    if ! npm ci --no-audit --no-fund --loglevel=error --fetch-retries=2 >&2; then
      echo 'error: npm could not install them. Is the registry of npm in reach (network, proxy, .npmrc)? Then call this again.' >&2
      return 1
    fi
  fi
}
