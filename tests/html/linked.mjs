// linked.mjs PAGE...: the linked data of pages is JSON, of types and properties that schema.org has, and says what every
// page must; so do their catalogue and citation tags.
import fs from 'node:fs';

const THING = ['@type', 'name', 'alternateName', 'description', 'url'];
const WORK = [...THING, 'headline', 'text', 'author', 'datePublished', 'dateModified', 'dateCreated', 'inLanguage', 'license',
  'copyrightNotice', 'isBasedOn', 'isPartOf', 'about', 'comment', 'commentCount'];
const TYPES = {
  Article: WORK,
  WebPage: WORK,
  WebSite: WORK,
  Comment: [...WORK, 'parentItem'],
  DefinedTermSet: WORK,
  DefinedTerm: [...THING, 'inDefinedTermSet'],
};
const NEEDS = { Article: ['headline'], WebPage: ['name'], WebSite: ['name'], Comment: ['text'], DefinedTermSet: ['name'],
  DefinedTerm: ['name', 'inDefinedTermSet'] };

let faults = 0;
let found = 0;
for (const page of process.argv.slice(2)) {
  const fault = (words) => {
    faults += 1;
    console.error(`${page}: ${words}`);
  };
  const html = fs.readFileSync(page, 'utf8');
  const head = html.slice(0, html.indexOf('</head>'));
  const data = [...head.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, json]) => json);
  if (data.length > 1) fault(`${data.length} blocks of linked data`);
  for (const json of data) {
    const thing = JSON.parse(json);
    if (thing['@context'] !== 'https://schema.org') fault('it has no context');
    delete thing['@context'];
    visit(thing, fault);
    found += 1;
  }
  const values = (key) => [...head.matchAll(new RegExp(`="${key}" content="([^"]*)"`, 'g'))].map(([, value]) => value);
  for (const key of ['og:title', 'og:type', 'og:site_name', 'og:locale', 'twitter:card']) {
    if (values(key).length !== 1 && !page.endsWith('404.html')) fault(`${values(key).length} of ${key}`);
  }
  for (const key of ['description', 'DC.title', 'DC.date', 'citation_title', 'citation_publication_date']) {
    if (values(key).length > 1) fault(`several of ${key}`);
  }
  for (const key of ['og:url', 'citation_public_url', 'DC.source']) {
    for (const value of values(key)) if (!URL.canParse(value)) fault(`${key}: ${value} is not an address`);
  }
}

function visit(thing, fault) {
  const known = TYPES[thing['@type']];
  if (!known) return fault(`the type ${thing['@type']} is not known here`);
  for (const need of NEEDS[thing['@type']]) if (!thing[need]) fault(`${thing['@type']} without ${need}`);
  for (const [key, value] of Object.entries(thing)) {
    if (!known.includes(key)) fault(`${thing['@type']} has no ${key}`);
    if (value === '' || value === null) fault(`${key} is empty`);
    if (key.startsWith('date') && !/^\d{4}-\d\d-\d\d$/.test(value)) fault(`${key}: ${value}`);
    if (['license', 'isBasedOn'].includes(key) && !URL.canParse(value)) fault(`${key}: ${value} is not an address`);
    if (key === 'author' && ![value].flat().every(({ name }) => name)) fault('an author has no name');
    if (value?.['@type']) visit(value, fault);
  }
  for (const comment of thing.comment ?? []) visit(comment, fault);
  if ((thing.comment?.length ?? 0) > (thing.commentCount ?? 0)) fault('there are more comments than it counts');
}

if (faults) process.exit(1);
console.log(`${found} blocks of linked data: no error`);
