# Runs a hook: lines of =<pids file> =<folder>, then NAME=<escaped value> until a dot, then the script until the end.
# The script is read whole before it starts, and never stands in an argument list or a file.

# shellcheck disable=SC2034,SC2154 # `decode` sets names
decode() {
  sallyport_decoded=$(printf '%b.' "${2#=}")
  eval "$1=\${sallyport_decoded%.}"
}
IFS=' ' read -r sallyport_pids sallyport_folder
decode sallyport_pids "$sallyport_pids"
decode sallyport_folder "$sallyport_folder"
while IFS= read -r sallyport_line && [ "$sallyport_line" != . ]; do
  decode sallyport_value "=${sallyport_line#*=}"
  export "${sallyport_line%%=*}=$sallyport_value"
done
sallyport_script=$(cat)
echo "sallyport-pid $$"
[ -z "$sallyport_pids" ] || echo "$$" >>"$sallyport_pids"
cd "$sallyport_folder" || exit 73
unset sallyport_pids sallyport_folder sallyport_line sallyport_value sallyport_decoded
unset -f decode
exec </dev/null
eval "unset sallyport_script
$sallyport_script"
