# A PostgreSQL server for tests, on a socket. It lives until standard input ends, which it does when the test process
# ends, however it ends; nothing is left behind. Arguments: the folder of the programs, whether commits reach the disk (on
# or off), and, to be reached by localhost too, a port and a folder of server.crt and server.key to encrypt with. Says "ready FOLDER" for each start; "crash" on standard input kills it and starts it again.
set -eu
programs=$1 fsync=$2 port=${3:-} certificate=${4:-}
folder=$(mktemp -d "${TMPDIR:-/tmp}/claimbook-postgres-XXXXXX")
server=
end() {
  if [ -n "$server" ]; then kill -QUIT "$server" || :; wait "$server" || :; fi 2>/dev/null
  cd /; rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' HUP INT TERM
trap '' PIPE # nobody may be left to hear that the server is ready
fail() {
  echo "failed: $1"; cat "$folder/log"; exit 1
}

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
cd "$folder"
$as "$programs/initdb" -D data -U claimbook -A trust -E UTF8 --no-locale --no-sync >log 2>&1 || fail "making a database"
set -- -c listen_addresses=
[ -z "$port" ] || set -- -c listen_addresses=127.0.0.1 -c port="$port"
if [ -n "$certificate" ]; then
  cp "$certificate/server.crt" "$certificate/server.key" .
  chmod 600 server.key
  [ -z "$as" ] || chown postgres server.key server.crt
  set -- "$@" -c ssl=on -c ssl_cert_file="$folder/server.crt" -c ssl_key_file="$folder/server.key"
fi

ready() { # its own line, not one that the killed server left
  [ "$(sed -n 1p data/postmaster.pid 2>/dev/null)" = "$server" ] && grep -q '^ready' data/postmaster.pid
}
start() { # arguments for the server; after a crash, again and again until the processes of the dead server are gone
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    $as "$programs/postgres" -D "$folder/data" -c unix_socket_directories="$folder" "$@" \
      -c fsync="$fsync" -c synchronous_commit=off -c shared_buffers=32MB -c max_connections=60 >>log 2>&1 &
    server=$!
    while kill -0 "$server" 2>/dev/null; do
      if ready; then echo "ready $folder"; return; fi
      sleep 0.02
    done
    wait "$server" || :
    sleep 0.1
  done
  server=
  fail "starting the server"
}
start "$@"
while read -r order; do
  if [ "$order" = crash ]; then
    { kill -KILL "$server" $(cat "/proc/$server/task/$server/children") || :; wait "$server" || :; } 2>/dev/null
    start "$@"
  fi
done
