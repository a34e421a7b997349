#!/usr/bin/env bash
# Installs a release of Postil for this machine, after its checksum was found right, and puts it on the path of the
# steps that follow. For action.yml; it can be run by hand too.
#
#   POSTIL_VERSION     the release, such as 0.1.0; without it, the one that Cargo.toml beside this script names
#   POSTIL_REPOSITORY  where the releases are, as OWNER/NAME
#   POSTIL_RELEASES    their address, instead of the one on GitHub
#   POSTIL_DIR         where to install, instead of a folder of its own in RUNNER_TEMP
#   POSTIL_TARGET      the machine to install for, instead of this one
set -euo pipefail

fail() {
    printf '::error title=Postil::%s\n' "$*" >&2
    exit 1
}

# The name of this machine, as the release names its files.
target() {
    local os arch
    os=$(uname -s)
    arch=$(uname -m)
    case "$os $arch" in
        "Linux x86_64") echo x86_64-unknown-linux-musl ;;
        "Linux aarch64" | "Linux arm64") echo aarch64-unknown-linux-musl ;;
        "Darwin x86_64") echo x86_64-apple-darwin ;;
        "Darwin arm64") echo aarch64-apple-darwin ;;
        MINGW*" x86_64" | MSYS*" x86_64") echo x86_64-pc-windows-msvc ;;
        *) fail "there is no release for $os on $arch: build it with cargo install" ;;
    esac
}

# checksum FILE: its SHA-256, in hexadecimal.
checksum() {
    if command -v sha256sum >/dev/null; then
        sha256sum <"$1" | cut -d ' ' -f 1
    else
        shasum -a 256 <"$1" | cut -d ' ' -f 1
    fi
}

# fetch NAME: gets a file of the release into the working folder.
fetch() {
    curl --proto '=https,file' --fail --silent --show-error --location --retry 3 --output "$work/$1" "$releases/v$version/$1" ||
        fail "the release v$version has no $1 that can be had from $releases"
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=${POSTIL_VERSION:-}
if [ -z "$version" ]; then
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../Cargo.toml" | head -n 1)
fi
version=${version#v}
case "$version" in
    "" | *[!0-9A-Za-z.+-]*) fail "'$version' is not a version: write it as 0.1.0" ;;
esac
if [ -n "${POSTIL_RELEASES:-}" ]; then
    releases=$POSTIL_RELEASES
else
    case "${POSTIL_REPOSITORY:-}" in
        */*/* | *[!0-9A-Za-z._/-]*) fail "'$POSTIL_REPOSITORY' is not a repository: write it as OWNER/NAME" ;;
        ?*/?*) releases=https://github.com/$POSTIL_REPOSITORY/releases/download ;;
        *) fail "it is not known where the releases are: set POSTIL_REPOSITORY to OWNER/NAME" ;;
    esac
fi
machine=${POSTIL_TARGET:-$(target)}
folder=${POSTIL_DIR:-${RUNNER_TEMP:?set POSTIL_DIR to say where to install}/postil-$version}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case "$machine" in
    *windows*) ending=zip program=postil.exe ;;
    *) ending=tar.gz program=postil ;;
esac
archive=postil-$version-$machine.$ending
fetch SHA256SUMS
fetch "$archive"
expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$work/SHA256SUMS")
found=$(checksum "$work/$archive")
[ -n "$expected" ] || fail "SHA256SUMS of v$version does not name $archive"
[ "$found" = "$expected" ] || fail "$archive is not what was released: its SHA-256 is $found, not $expected"

mkdir "$work/unpacked"
if [ "$ending" = zip ]; then
    unzip -q "$work/$archive" -d "$work/unpacked"
else
    tar -xzf "$work/$archive" -C "$work/unpacked"
fi
[ -f "$work/unpacked/$program" ] || fail "$archive holds no $program"
mkdir -p "$folder"
mv -f "$work/unpacked/$program" "$folder/$program"
[ -z "${GITHUB_PATH:-}" ] || printf '%s\n' "$folder" >>"$GITHUB_PATH"
said=$("$folder/$program" --version)
[ -z "${GITHUB_OUTPUT:-}" ] || printf 'version=%s\n' "$said" >>"$GITHUB_OUTPUT"
printf '%s, in %s\n' "$said" "$folder"
