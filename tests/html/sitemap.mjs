// sitemap.mjs SITE: the sitemap lists every page once, by addresses that lead to files of the site, and robots.txt names it.
import fs from 'node:fs';
import path from 'node:path';
import { check, count, list } from './xml.mjs';

const [site] = process.argv.slice(2);
const root = path.join(site, 'sitemap.xml');
const { fault, done } = check(root);
const inside = (name) => `*[local-name()='${name}' and namespace-uri()='http://www.sitemaps.org/schemas/sitemap/0.9']`;

const robots = fs.readFileSync(path.join(site, 'robots.txt'), 'utf8');
const [, own] = /^Sitemap: (.*)$/m.exec(robots) ?? [];
if (!own?.endsWith('/sitemap.xml')) fault(`robots.txt does not name it: ${own}`);
const base = String(own).slice(0, -'sitemap.xml'.length);
const local = (address) => {
  if (!address.startsWith(base)) fault(`${address} is outside of ${base}`);
  return path.join(site, decodeURIComponent(address.slice(base.length)));
};

const parts = list(root, `/${inside('sitemapindex')}/${inside('sitemap')}/${inside('loc')}`).map(local);
const listed = [];
for (const part of parts.length ? parts : [root]) {
  const url = `/${inside('urlset')}/${inside('url')}`;
  const found = list(part, `${url}/${inside('loc')}`);
  if (found.length !== count(part, url) || found.length > 50_000) fault(`${part}: ${found.length} addresses`);
  for (const day of list(part, `${url}/${inside('lastmod')}`)) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) fault(`${day} is not a day`);
  }
  listed.push(...found.map(local));
}

const isPage = (name) => name.endsWith('.html') && name !== '404.html' && name !== 'search.html';
const names = fs.readdirSync(site, { recursive: true }).filter((name) => isPage(name));
const pages = new Set(names.map((name) => path.join(site, name)));
for (const page of listed) if (!pages.delete(page)) fault(`${page} is no page, or is listed twice`);
for (const page of pages) fault(`${page} is not listed`);
done(`${listed.length} pages`);
