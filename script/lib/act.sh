# shellcheck shell=bash
# act, which runs the workflows of examples/ in the tests; sourced by the scripts, in the root of the repository.

act_version=v0.2.89
# One folder a version: another version is another folder.
act_folder=build/act/$act_version

# Builds it once from the Go module proxy. act needs Go 1.25; an older go (1.21 or later) fetches that one as a module.
# What cannot be had is fatal under CI=true; elsewhere it is said, and the tests that need it are skipped.
install_act() {
  [ -x "$act_folder/act" ] && return 0
  need go:golang-go || return 1
  if command -v go >/dev/null 2>&1; then
    echo "Building act $act_version, once…" >&2
    build_act && return 0
  fi
  if [ "${CI-}" = true ]; then
    echo "error: cannot build act $act_version, which runs the examples" >&2
    return 1
  fi
  echo "No act $act_version. The examples are not run; everything else is tested." >&2
}

# Under another name first: who looks meanwhile finds all of it, or nothing.
build_act() {
  local fresh="$PWD/$act_folder.$$"
  GOBIN=$fresh GOTOOLCHAIN=${GOTOOLCHAIN:-auto} go install "github.com/nektos/act@$act_version" >&2 || return 1
  mkdir -p "$act_folder"
  mv "$fresh/act" "$act_folder/act"
  rmdir "$fresh"
}
