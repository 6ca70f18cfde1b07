#!/bin/sh
# Reads the samples into a fresh ledger under out/ and looks at it. Argument: the claimbook program.
set -eu
cd "$(dirname "$0")/.."
claimbook=$1
CLAIMBOOK_DB=out/demo.ledger
export CLAIMBOOK_DB

show() {
  printf '\n$ claimbook'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$claimbook" "$@"
}

rm -rf out/demo.ledger* out/demo.captures out/demo.html out/demo.address
mkdir -p out
show add samples/articles
show incidents --background false
show linked --several
show claims --act denies
show tallies --reconcile
first=$("$claimbook" incidents --place Harir --json | head -n 1 | sed 's/^{"id":"\(inc_[0-9a-f]*\)".*/\1/')
if [ -n "$first" ]; then
  show explain "$first"
  show review accept "$first" --by demo --reason 'read against the article'
  show linked "$first"
fi
show verify
show extract --html out/demo.html samples/articles
printf '\nThe words beside the record, one page: %s/out/demo.html\n' "$PWD"

# The book in a browser, until Ctrl-C; where nobody sits at a terminal, or with DEMO_EXIT=1, only to show that it answers.
printf '\n$ claimbook serve --by demo --port 0\n'
if [ -n "${DEMO_EXIT:-}" ] || ! [ -t 1 ]; then
  "$claimbook" serve --by demo --port 0 >out/demo.address &
  server=$!
  trap 'kill "$server" 2>/dev/null' EXIT
  tries=0
  while ! [ -s out/demo.address ] && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  cat out/demo.address
  kill "$server"
  wait "$server" || :
  trap - EXIT
  printf 'Stopped. To look at it: claimbook serve --db %s --by demo\n' "$CLAIMBOOK_DB"
else
  "$claimbook" serve --by demo --port 0
fi
