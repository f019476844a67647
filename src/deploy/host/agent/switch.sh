# The live link goes from release to release, by one rename.
# Sets `whole`, as journal.sh does.

# shellcheck disable=SC2034,SC2154,SC2015 # `decode` sets names
replace() { # replace LINK LIVE: rename(2), whatever LIVE points to
  if mv -fT "$1" "$2"; then :
  elif supports mv '-[a-z]*T'; then return 1
  elif case $(uname -s) in *BSD | Darwin | DragonFly) : ;; *) false ;; esac && mv -fh "$1" "$2" 2>/dev/null; then :
  elif have perl; then perl -e 'rename $ARGV[0], $ARGV[1] or die "$!\n"' "$1" "$2"
  elif have python3; then python3 -c 'import os, sys; os.rename(sys.argv[1], sys.argv[2])' "$1" "$2"
  elif [ ! -L "$2" ]; then mv -f "$1" "$2"
  else return 69
  fi
}

verb_switch() { # release journal-line settled-line: empty release: the live link is taken away again
  decode release "$1"
  decode line "$2"
  decode settled "${3-}"
  if [ -n "$release" ]; then
    [ -d "$R/$release" ] && [ -f "$S/manifests/$release" ] || { fail incomplete "$release"; return; }
  fi
  [ -L "$L" ] || [ ! -e "$L" ] || { fail live-is-directory; return; }
  next=${L%/*}/.${L##*/}.$T
  guard || return
  problem=$(record "$line" 2>&1) || case $line in # written ahead: a run that ends here is understood
    *'"event":"rolled-back"'*) say 'warning journal' ;; # the way back is open on a full disk too
    *) fail "$(why "$problem")" "$problem"; return ;;
  esac
  [ -n "$problem" ] || whole=yes
  if [ -z "$release" ]; then problem=$(rm -f "$L" 2>&1)
  else problem=$({ forget "$next" && ln -s "$R/$release" "$next" && mine && replace "$next" "$L"; } 2>&1)
  fi || { code=$?; rm -f "$next"; [ $code = 69 ] && problem='no mv -T, perl or python3'; fail switch-failed "$problem"; return; }
  if [ -n "$release" ] && [ "$(readlink "$L")" != "$R/$release" ]; then fail switch-failed "read back $(readlink "$L")"; return; fi
  if [ -n "$settled" ]; then write_journal "$settled"; else say 'done ok'; fi # nobody looks whether it is well
}

verb_restore() { # target journal-line: a link to something that is no release of ours comes back
  decode target "$1"
  decode line "$2"
  next=${L%/*}/.${L##*/}.$T
  guard || return
  record "$line" 2>/dev/null || say 'warning journal'
  problem=$( (rm -f "$next" && ln -s "$target" "$next" && mine && replace "$next" "$L") 2>&1) || { rm -f "$next"; fail switch-failed "$problem"; return; }
  say 'done ok'
}

verb_adopt() { # aside: a real folder at the live path steps aside, to be replaced by a link
  decode aside "$1"
  guard || return
  if [ -L "$L" ] || { [ ! -e "$L" ] && [ -d "$aside" ]; }; then say 'done ok'; return; fi # done before, when the answer was lost
  [ -e "$aside" ] && { fail exists "$aside"; return; }
  problem=$(mv "$L" "$aside" 2>&1) || { fail denied "$problem"; return; }
  say 'done ok'
}

verb_unadopt() { # aside: and comes back
  decode aside "$1"
  guard || return
  if [ ! -e "$aside" ] && [ -d "$L" ] && [ ! -L "$L" ]; then say 'done ok'; return; fi # likewise
  [ -d "$aside" ] || { fail absent "$aside"; return; }
  problem=$( ([ ! -L "$L" ] || rm -f "$L") 2>&1 && mv "$aside" "$L" 2>&1) || { fail switch-failed "$problem"; return; }
  say 'done ok'
}
