// What feed.mjs and sitemap.mjs share: they ask xmllint, which reads XML as strictly as its rules are.
import { execFileSync } from 'node:child_process';

function xmllint(file, ...options) {
  return execFileSync('xmllint', ['--nonet', ...options, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

// Returns what an XPath expression finds as one string.
export function string(file, path) {
  return xmllint(file, '--xpath', `string(${path})`).trim();
}

// Returns how many nodes it finds.
export function count(file, path) {
  return Number(xmllint(file, '--xpath', `count(${path})`));
}

// Returns the words of every node it finds.
export function list(file, path) {
  if (count(file, path) === 0) return [];
  const text = path.includes('@') ? path : `${path}/text()`;
  const found = xmllint(file, '--xpath', text).trim().split('\n');
  return found.map((line) => line.trim().replace(/^\w+="|"$/g, '').replaceAll('&amp;', '&'));
}

// Begins the check of a file that must be well-formed.
export function check(file) {
  let faults = 0;
  const fault = (words) => {
    faults += 1;
    console.error(`${file}: ${words}`);
  };
  try {
    xmllint(file, '--noout');
  } catch (error) {
    fault(error.stderr);
    process.exit(1);
  }
  const done = (facts) => {
    if (faults) process.exit(1);
    console.log(`${file}: ${facts}, no error`);
  };
  return { fault, done };
}
