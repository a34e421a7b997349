#!/usr/bin/env bash
# validate.sh SITE: the Nu HTML checker and html-validate over every page of a built site, then what programs read in it:
# linked data and citation tags, and where the site has an address its feed and its sitemap. All must find nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
site=${1:?usage: validate.sh SITE}
mapfile -t pages < <(find "$site" -name '*.html' | sort)
[ "${#pages[@]}" -gt 0 ] || { echo "validate.sh: no page in $site" >&2; exit 1; }
java -Xss4m -jar "$here/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --format gnu "${pages[@]}"
"$here/node_modules/.bin/html-validate" -c "$here/htmlvalidate.json" "${pages[@]}"
echo "${#pages[@]} pages: no error"
node "$here/linked.mjs" "${pages[@]}"
if grep -q '^Sitemap:' "$site/robots.txt"; then
    node "$here/sitemap.mjs" "$site"
    if [ -e "$site/feed.xml" ]; then node "$here/feed.mjs" "$site/feed.xml"; fi
fi
