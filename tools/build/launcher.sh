#!/bin/sh
# chat @VERSION@ for @MACHINE@: starts the program with its runtime. The program is two files of code,
# one for the clients and one for the server, and one of what both read when they need it. A package
# puts all of them below a folder that is named here. Otherwise they are compressed behind the last
# line of this script: the first start unpacks them into a private cache folder, from where every
# start runs them.

machine='@MACHINE@'
runtime_offset=@RUNTIME_OFFSET@ runtime_packed=@RUNTIME_PACKED@ runtime_bytes=@RUNTIME_BYTES@
runtime_sum=@RUNTIME_SUM@
client_offset=@CLIENT_OFFSET@ client_packed=@CLIENT_PACKED@ client_bytes=@CLIENT_BYTES@
client_sum=@CLIENT_SUM@
server_offset=@SERVER_OFFSET@ server_packed=@SERVER_PACKED@ server_bytes=@SERVER_BYTES@
server_sum=@SERVER_SUM@
data_offset=@DATA_OFFSET@ data_packed=@DATA_PACKED@ data_bytes=@DATA_BYTES@
data_sum=@DATA_SUM@
home=@RUNTIME_NAME@
runtime=$home/chat
client=$home/@CLIENT_NAME@.js
server=$home/@SERVER_NAME@.js
data=$home/@DATA_NAME@.data
installed='@INSTALLED@'
unset CDPATH NODE_OPTIONS CHAT_TERMINAL_MODE

# The file with the code of the command, found as the program finds the command (program.ts).
code=$client
helped=
for word; do
  case $helped$word in
  -*) continue ;;
  help)
    helped=help-
    continue
    ;;
  serve | admin | help-serve | help-admin) code=$server ;;
  esac
  break
done

# Whoever types while the program starts may type a password: it is kept, and never seen. The
# program takes over from here; where it is not reached, the terminal is as it was.
quiet=
case " $* " in
*' --json '* | *' --once '* | *' --help '* | *' -h '*) ;;
' connect '* | ' top '*)
  if [ -t 0 ] && [ -x /bin/stty ]; then
    quiet=$(/bin/stty -g 2>/dev/null) && /bin/stty -echo 2>/dev/null
  fi
  ;;
esac
trap '[ -z "$quiet" ] || /bin/stty "$quiet"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
case $0 in
/*) self=$0 ;;
*) self=$PWD/$0 ;;
esac

# Looks at the current folder, the one around it and our files with a single `ls`.
inspect() {
  here= above= above_owner= above_group= runtime_found= client_found= server_found= data_found=
  lines=$(LC_ALL=C TIME_STYLE=locale QUOTING_STYLE=literal \
    ls -dln . .. "$runtime" "$client" "$server" "$data" 2>/dev/null)
  set -f
  IFS='
'
  for line in $lines; do
    IFS=' '
    set -- $line
    case ${line##* } in
    .) here=$1 ;;
    ..) above=$1 above_owner=$3 above_group=$4 ;;
    "$runtime") runtime_found=$5 ;;
    "$client") client_found=$5 ;;
    "$server") server_found=$5 ;;
    "$data") data_found=$5 ;;
    esac
  done
}

# Fails with the reason when somebody else could put a program of theirs into the current folder.
trust() {
  [ -O . ] || { echo 'it belongs to somebody else' && return 1; }
  case $here in
  d????[!w]??[!w]*) ;;
  *) echo 'others may write to it' && return 1 ;;
  esac
  if [ -O .. ] || [ "$above_owner" = 0 ]; then
    [ -k .. ] && return
    # A group with the number of its user is by custom that user's alone.
    case $above in
    d????[!w]??[!w]*) return 0 ;;
    d???????[!w]*) [ "$above_owner" = "$above_group" ] && return 0 ;;
    esac
  fi
  echo 'others may write to the folder around it'
  return 1
}

# Succeeds when folder $1 holds all files whole and nobody else can change them.
ready() (
  [ ! -h "$1" ] && cd "$1" 2>/dev/null && [ -x "$runtime" ] || exit 1
  inspect
  [ "$runtime_found" = "$runtime_bytes" ] && [ "$client_found" = "$client_bytes" ] &&
    [ "$server_found" = "$server_bytes" ] && [ "$data_found" = "$data_bytes" ] && trust >/dev/null
)

# Unpacks what folder $1 lacks, so that any number of first starts can do it at once; prints the
# reason when it cannot.
unpack() (
  umask 077
  temporary=
  trap '[ -z "$temporary" ] || rm -f "$temporary"' EXIT
  trap 'exit 130' HUP INT TERM
  parent=${1%/*}
  [ -d "$parent" ] || { [ -O "${parent%/*}" ] && mkdir "$parent" 2>/dev/null; }
  [ ! -h "$1" ] || { echo 'it is a symbolic link' && exit 1; }
  [ -d "$1" ] || mkdir "$1" 2>/dev/null || [ -d "$1" ] || { echo 'it cannot be made' && exit 1; }
  cd "$1" 2>/dev/null || { echo 'it cannot be entered' && exit 1; }
  inspect
  trust || exit 1
  [ -d "$home" ] || mkdir "$home" 2>/dev/null || [ -d "$home" ] ||
    { echo 'it cannot be written to' && exit 1; }
  find "$home" -name '.new.*' -mmin +60 -exec rm -f {} + 2>/dev/null
  if [ "$runtime_found" != "$runtime_bytes" ] || [ ! -x "$runtime" ]; then
    place "$runtime" "$runtime_offset" "$runtime_packed" "$runtime_sum"
  fi
  [ "$data_found" = "$data_bytes" ] || place "$data" "$data_offset" "$data_packed" "$data_sum"
  noted=true
  if [ "$client_found" != "$client_bytes" ]; then
    place "$client" "$client_offset" "$client_packed" "$client_sum"
    noted=
  fi
  if [ "$server_found" != "$server_bytes" ]; then
    place "$server" "$server_offset" "$server_packed" "$server_sum"
    noted=
  fi
  [ -n "$noted" ] || note "$PWD" "$PWD/$home/deno"
)

# The runtime notes in folder $2 what it finds in the code, which takes it much memory: not in a server.
note() {
  for noted in "$server" "$client"; do
    DENO_DIR=$2 "$1/$runtime" run @FLAGS@ "$1/$noted" --version >/dev/null 2>&1
  done
}

# Unpacks the $3 bytes at $2 of this file as file $1, which appears only once it is whole ($4).
place() {
  temporary=$(mktemp "$home/.new.XXXXXX" 2>/dev/null) || { echo 'it cannot be written to' && exit 1; }
  # Where nothing may be executed, not even a file with that right is one that can be.
  chmod 700 "$temporary" && [ -x "$temporary" ] ||
    { echo 'programs cannot be run from it' && exit 1; }
  { tail -c "+$2" <"$self" | head -c "$3" | gzip -dc >"$temporary"; } 2>/dev/null ||
    { echo 'unpacking failed: the disk is full, or this file is damaged' && exit 1; }
  # Where nothing computes SHA-256, the checksum that gzip keeps and has compared must do.
  sum=$(sha256sum <"$temporary" 2>/dev/null || shasum -a 256 <"$temporary" 2>/dev/null || echo "$4")
  [ "${sum%% *}" = "$4" ] || { echo 'what was unpacked is damaged' && exit 1; }
  if [ "$1" = "$runtime" ]; then
    "./$temporary" --version >/dev/null 2>&1 ||
      { echo 'its program does not start; this system may lack the C library for it' && exit 1; }
  fi
  mv -f "$temporary" "$1" || { echo 'it cannot be written to' && exit 1; }
  temporary=
}

# Becomes the program, out of folder $1; comes back only when that folder cannot be used.
try() {
  folder=$1
  shift
  case $folder in
  /*) ;;
  *) return ;;
  esac
  if ! ready "$folder"; then
    [ ! -t 2 ] || echo 'chat: unpacking for the first start, which takes some seconds …' >&2
    if ! reason=$(unpack "$folder"); then
      tried="$tried
  $folder: $reason"
      return
    fi
    [ -z "$tried" ] || echo "chat: unpacked into $folder, because others could not be used:$tried" >&2
  fi
  become "$folder" "$folder/$home/deno" "$@"
}

# Becomes the program in folder $1; what the runtime notes of its code goes into folder $2.
become() {
  folder=$1
  export DENO_DIR="$2" DENO_NO_UPDATE_CHECK=1 DENO_NO_PACKAGE_JSON=1
  shift 2
  # The runtime keeps its heaps small where a control group leaves little memory.
  export DENO_USE_CGROUPS=1
  # A screen is open all day: it needs little room for new objects (MiB), and looks for what it does
  # not need any more when there is 30 % more of it; by itself it would take twice the memory.
  room=
  case ${1-} in
  connect | top)
    room=--v8-flags=--min-semi-space-size=2,--max-semi-space-size=2,--heap-growing-percent=30
    # glibc: one arena for all threads, which have little to do.
    export MALLOC_ARENA_MAX=1
    ;;
  esac
  # Whoever starts a client may let it start more than the program of the system: a browser.
  run=
  case ${1-} in
  connect | send | get | top)
    case ${CHAT_ALLOW_RUN-} in
    *[!A-Za-z0-9,._/+-]* | -* | *,)
      echo 'chat: CHAT_ALLOW_RUN is ignored: only A-Z a-z 0-9 . _ / + - , may stand in it, no - first, no , last' >&2
      ;;
    ?*) run=--allow-run=$CHAT_ALLOW_RUN ;;
    esac
    ;;
  esac
  # SIGUSR1 would open a debugger for everybody on this machine; blocked, it never arrives.
  block=
  env --block-signal=USR1 true 2>/dev/null && block='env --block-signal=USR1'
  [ -z "$quiet" ] || export CHAT_TERMINAL_MODE="$quiet"
  exec $block "$folder/$runtime" run @FLAGS@ ${run:+"$run"} ${room:+"$room"} "$folder/$code" "$@"
}

# With less than this the runtime ends without a word that helps.
fail() {
  echo "chat: $1" >&2
  exit 1
}
limits=$(ulimit -v && ulimit -n)
limit=${limits%%
*}
[ "${limit:-unlimited}" = unlimited ] || [ "$limit" -ge 41943040 ] ||
  fail "The limit on address space (ulimit -v) is $limit KiB, and the program reserves 40 GiB of it, \
which take no memory. Start it with ulimit -v unlimited."
limit=${limits##*
}
[ "${limit:-unlimited}" = unlimited ] || [ "$limit" -ge 48 ] ||
  fail "The limit on open files (ulimit -n) is $limit. Raise it to 96 or more."

# Where a package has put the files, nothing is unpacked.
if [ -n "$installed" ]; then
  notes=${XDG_CACHE_HOME:-${HOME:+${HOME%/}/.cache}}
  case $notes in
  /*)
    notes=$notes/chat/$home
    [ -d "$notes" ] || note "$installed" "$notes"
    ;;
  *) notes=/dev/null ;; # where nothing can be written
  esac
  become "$installed" "$notes" "$@"
fi

tried=
try "${XDG_CACHE_HOME:+$XDG_CACHE_HOME/chat}" "$@"
try "${HOME:+${HOME%/}/.cache/chat}" "$@"
user=$(id -u)
try "${TMPDIR:+${TMPDIR%/}/chat-$user}" "$@"
try "/tmp/chat-$user" "$@"
try "/var/tmp/chat-$user" "$@"

[ "$(uname -s -m)" = "$machine" ] ||
  tried="$tried
  This file is for $machine, and this machine is $(uname -s -m)."
echo "chat: cannot unpack the program, because no cache folder can be used:$tried
Set XDG_CACHE_HOME to a folder of your own that has 150 MB free and lets programs run." >&2
exit 1
