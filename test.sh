#!/usr/bin/env bash
# Passes every test of the project, and says what it does. On a fresh machine with Rust it installs what is missing:
# with apt (as root, or with sudo) git, curl, shellcheck, Java, Node.js, xmllint and Chromium with its driver, with npm two
# HTML checkers and the accessibility checker axe.
set -euo pipefail
cd "$(dirname "$0")"

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'test.sh: %s\n' "$*" >&2; exit 1; }

# install COMMAND PACKAGE: sees that the command is there.
install() {
    command -v "$1" >/dev/null 2>&1 && return
    step "installing $2, because there is no $1"
    command -v apt-get >/dev/null 2>&1 || fail "please install $2 (the command $1), then run this again"
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo)
    if [ -z "${fresh:-}" ]; then
        "${as[@]}" apt-get update -qq
        fresh=yes
    fi
    DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "$2" >/dev/null
    command -v "$1" >/dev/null 2>&1 || fail "$2 was installed, but there is still no $1"
}

step "the tools"
command -v cargo >/dev/null 2>&1 || fail "please install Rust first (cargo, rustc 1.95 or later)"
install git git
install curl curl
install shellcheck shellcheck
install java default-jre-headless
install node nodejs
install npm npm
install xmllint libxml2-utils
install chromium chromium
install chromedriver chromium-driver
(cd tests/html && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)

step "format"
cargo fmt --check

step "lints: no warning passes"
cargo clippy --locked --all-targets -- -D warnings

step "tests, the last of them in a browser: both sites over HTTP and from the disk, by touch, by keyboard, on paper"
cargo test --locked

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet

step "the shipped edition: no problem, not even a warning"
cargo run --locked --quiet -- check --strict
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
cargo run --locked --quiet -- build --strict --out "$site/edition"

step "its pages: valid HTML, no broken link"
tests/html/validate.sh "$site/edition"

step "the sampler, which uses everything: no problem, valid HTML too, and a valid feed and sitemap"
cargo run --locked --quiet -- build --strict --root tests/fixtures/sampler --out "$site/sampler"
tests/html/validate.sh "$site/sampler"
[ -e "$site/sampler/feed.xml" ] || fail "the sampler has no feed"

step "search: what its script finds, in an index of one file and in one in parts, in many scripts"
node tests/html/search.mjs "$site/edition" "collective defence=statement/index.html#p12" "CYBER=glossary/cyber-defence.html" \
    '"Article 51 of the"=glossary/article-5.html' "ukrane~ukraine" "zzzz="
node tests/html/search.mjs "$site/sampler" "toll=charter/index.html#toll" "galleon=charter/index.html#table_1" "quay=charter/index.html"
node tests/html/scripts.mjs "$site/letters" >"$site/cases"
mapfile -t cases <"$site/cases"
cargo run --locked --quiet -- build --strict --root "$site/letters" --out "$site/letters/public"
node tests/html/search.mjs "$site/letters/public" "${cases[@]}"
node tests/html/scripts.mjs "$site/phrases" few >"$site/cases"
mapfile -t cases <"$site/cases"
cargo run --locked --quiet -- build --strict --root "$site/phrases" --out "$site/phrases/public"
node tests/html/search.mjs "$site/phrases/public" "${cases[@]}"

step "what a reader copies as a quotation for a note is found again, word for word"
node tests/html/cite.mjs target/debug/postil

printf '\nAll passed.\n'
