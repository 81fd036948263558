#!/bin/sh
# Installs chat from a release: the executable for this machine, checked by its checksum.
#
#   sh install.sh                          from the folder that this script lies in
#   sh install.sh https://HOST/PATH        from where a release can be fetched
#   PREFIX=$HOME/.local sh install.sh …    into another place than /usr/local (or ~/.local, if not root)
set -eu

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

from=${1:-$(dirname "$0")}
case $(uname -s -m) in
'Linux x86_64') target=x86_64-unknown-linux-gnu ;;
'Linux aarch64' | 'Linux arm64') target=aarch64-unknown-linux-gnu ;;
'Darwin x86_64') target=x86_64-apple-darwin ;;
'Darwin arm64') target=aarch64-apple-darwin ;;
*) fail "there is no chat for $(uname -s -m)" ;;
esac
if [ "$(id -u)" = 0 ]; then prefix=${PREFIX:-/usr/local}; else prefix=${PREFIX:-$HOME/.local}; fi

folder=$(mktemp -d) || fail 'no folder for temporary files can be made'
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM

# Puts file $1 of the release into the temporary folder.
get() {
  case $from in
  https://*)
    if command -v curl >/dev/null; then
      curl --fail --silent --show-error --location --proto '=https' --output "$folder/$1" "$from/$1"
    else
      wget --quiet --https-only --output-document="$folder/$1" "$from/$1"
    fi || fail "$from/$1 cannot be fetched"
    ;;
  http://*) fail 'a release is fetched by https only: what comes in plain may be anybody'"'"'s' ;;
  *) cp "$from/$1" "$folder/$1" 2>/dev/null || fail "there is no $1 in $from" ;;
  esac
}

get SHA256SUMS
line=$(grep -E "^[0-9a-f]{64}  chat-[0-9A-Za-z.+-]+-$target\$" "$folder/SHA256SUMS") ||
  fail "the release in $from has nothing for $target"
[ "$(printf '%s\n' "$line" | wc -l)" -eq 1 ] || fail "the release in $from has more than one chat for $target"
sum=${line%% *}
name=${line##* }
get "$name"
found=$(sha256sum "$folder/$name" 2>/dev/null || shasum -a 256 "$folder/$name") ||
  fail 'neither sha256sum nor shasum is here to check what was fetched'
[ "${found%% *}" = "$sum" ] || fail "$name is damaged, or not the one that the release names; nothing was installed"

mkdir -p "$prefix/bin" || fail "$prefix/bin cannot be made"
# Beside its place first, so that what runs from the old file goes on.
cp "$folder/$name" "$prefix/bin/.chat.new" && chmod 755 "$prefix/bin/.chat.new" &&
  mv -f "$prefix/bin/.chat.new" "$prefix/bin/chat" || fail "$prefix/bin cannot be written to; set PREFIX"
version=$("$prefix/bin/chat" --version) || fail "$prefix/bin/chat was installed and does not start"
echo "Installed chat $version as $prefix/bin/chat"
case :$PATH: in
*":$prefix/bin:"*) ;;
*) echo "$prefix/bin is not in the PATH: add it there, or start it by its whole name" ;;
esac
