# Sourced by scripts that wait for others: in_group CMD... runs CMD in a process group of its own. When we are interrupted or
# terminated, alone or with our terminal, the whole group ends before we do: bash by itself would leave it running.
# shellcheck shell=bash
_group=
in_group() {
  local code=0
  set -m # a background job gets a process group of its own
  (
    set +m # and everything it starts stays in it
    "$@"
  ) </dev/null &
  _group=$!
  set +m
  wait "$_group" || code=$?
  _group=
  return "$code"
}
_end_group() { # exit code
  trap '' INT TERM HUP
  if [ -n "$_group" ]; then
    kill -TERM -- "-$_group" 2>/dev/null || true
    for _ in $(seq 150); do
      kill -0 -- "-$_group" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$_group" 2>/dev/null || true
  fi
  exit "$1"
}
trap '_end_group 130' INT
trap '_end_group 143' TERM
trap '_end_group 129' HUP
