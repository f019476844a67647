# shellcheck shell=bash
# The packages of package-lock.json; sourced by the scripts, in the root of the repository.

# npm writes its own lock file last: one that is older than ours belongs to another state of it.
install_modules() {
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund >&2
  fi
}
