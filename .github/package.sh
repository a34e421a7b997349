#!/usr/bin/env bash
# Packs a built program as a release names its files. For the release workflow, and whoever makes one by hand.
#
#   package.sh version TAG          says the version that Cargo.toml names, if TAG is that version's
#   package.sh pack TARGET PROGRAM  packs PROGRAM and the licences into the working folder, and says the archive's name
#   package.sh sums                 writes SHA256SUMS for every archive in the working folder
set -euo pipefail

fail() {
    printf '::error title=Release::%s\n' "$*" >&2
    exit 1
}

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$top/Cargo.toml" | head -n 1)
case "${1:-}" in
    version)
        [ "${2:-}" = "v$version" ] || fail "the tag is ${2:-not given}, but Cargo.toml says $version"
        printf '%s\n' "$version"
        ;;
    pack)
        target=$2 program=$3
        name=postil-$version-$target
        staged=$(mktemp -d)
        trap 'rm -rf "$staged"' EXIT
        cp "$program" "$top/LICENSE-MIT" "$top/LICENSE-APACHE" "$top/README.md" "$staged"
        case "$target" in
            *windows*)
                archive=$name.zip
                (cd "$staged" && 7z a -bso0 "$archive" ./*)
                mv "$staged/$archive" "$archive"
                ;;
            *)
                archive=$name.tar.gz
                tar -czf "$archive" -C "$staged" .
                ;;
        esac
        printf '%s\n' "$archive"
        ;;
    sums)
        if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
        "${sum[@]}" postil-*.tar.gz postil-*.zip >SHA256SUMS
        ;;
    *) fail "say version, pack or sums" ;;
esac
