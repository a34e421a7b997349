#!/usr/bin/env bash
# Checks or builds a publication with the `postil` that is on the path. For action.yml.
#
#   POSTIL_COMMAND  build, check or none
#   POSTIL_ROOT     the publication's folder
#   POSTIL_STRICT   true: warnings fail too
set -euo pipefail

fail() {
    printf '::error title=Postil::%s\n' "$*" >&2
    exit 1
}

root=${POSTIL_ROOT:-.}
options=(--root "$root")
case "${POSTIL_STRICT:-false}" in
    true) options+=(--strict) ;;
    false | "") ;;
    *) fail "strict is true or false, not '$POSTIL_STRICT'" ;;
esac
case "${POSTIL_COMMAND:-build}" in
    check) postil check --format github "${options[@]}" ;;
    build)
        site=$(mktemp -d "${RUNNER_TEMP:-/tmp}/postil-site.XXXXXX")/site
        postil build --out "$site" "${options[@]}"
        [ -z "${GITHUB_OUTPUT:-}" ] || printf 'site=%s\n' "$site" >>"$GITHUB_OUTPUT"
        ;;
    none) ;;
    *) fail "command is build, check or none, not '$POSTIL_COMMAND'" ;;
esac
