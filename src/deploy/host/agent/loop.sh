# The loop: one request a line, carried out and answered. Reads `ahead` of receive.sh and `copier` of copy.sh.

carry_out() { # REQUEST
  set -f
  # shellcheck disable=SC2086 # arguments hold no blank and no glob character: they are escaped
  set -- $1
  set +f
  verb=$1
  shift
  case $verb in
    paths | survey | open | join | take | rejoin | beat | kill | journal | manifest | receive | renew | verify | hooked | switch | restore | adopt | unadopt | remove | close) "verb_$verb" "$@" ;;
    *) fail unknown-verb "$verb" ;;
  esac
}

carry_on() { # what was asked for ahead, for as long as all is well
  while [ -n "$ahead" ]; do
    request=${ahead%%"$LF"*}
    ahead=${ahead#*"$LF"}
    if [ -n "$failed" ]; then say 'done skipped'; else carry_out "$request"; fi
  done
}

say 'sallyport-agent 1'
while IFS= read -r request; do
  failed=
  carry_out "$request"
  case $request in receive' '*) carry_on; exit ;; esac # what is left of the stream is no request
done
[ -z "$copier" ] || wait "$copier" # nothing of this run goes on without a process that its lock names
