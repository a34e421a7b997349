// scripts.mjs FOLDER [few]: writes a publication that holds letters of many scripts, each in a word of its own, and is too large for
// an index in one file; with `few` only phrases of these scripts, in one that is not. Prints what search.mjs is to find in it. What the
// program and the script fold differently is not found.
import fs from 'node:fs';
import path from 'node:path';

const [folder, few] = process.argv.slice(2);
const RANGES = [
  [0xc0, 0x24f], [0x370, 0x52f], [0x531, 0x587], [0x5d0, 0x5ea], [0x620, 0x6d3], [0x904, 0x939], [0xe01, 0xe30], [0x10a0, 0x10ff],
  [0x1e00, 0x1fff], [0x3041, 0x30ff], [0x4e00, 0x4e20], [0xac00, 0xac20], [0xfb00, 0xfb4f], [0xfe80, 0xfefc], [0xff21, 0xff9d], [0x20000, 0x20010],
];
const letters = RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at))).filter((letter) => /\p{L}/u.test(letter));
const word = (letter, at) => `q${letter}q${String(at).padStart(4, '0')}`;
const filler = 'The words of this paragraph only fill the page, so that the publication is large and its index comes in parts. ';
const paragraphs = [];
if (few) letters.length = 0;
for (let at = 0; at < letters.length; at += 4) paragraphs.push(letters.slice(at, at + 4).map((letter, i) => word(letter, at + i)).join(' ') + '. ' + filler.repeat(4));
const whole = [
  ['Über die Straße', 'strasse'], ['Пам’ять про Київ', 'київ'], ['北大西洋条約は締結された', '大西洋条約'], ['الدِّفاع الجماعي', 'دفاع'],
  ['国連憲章、条約の本文', '"憲章、条約"'], ['記録、台帳の写し', '"録、台"'], ['水先人、灯', '"灯"'],
  ['naïve cafe\u0301', 'NAIVE CAFÉ'], ['다정한 대한민국', '대한'], ['กติกาสัญญา', 'สัญญา'],
];
const first = paragraphs.length + 1;
fs.mkdirSync(path.join(folder, 'content/letters'), { recursive: true });
fs.writeFileSync(path.join(folder, 'book.toml'), '[book]\ntitle = "Letters"\n');
fs.writeFileSync(path.join(folder, 'content/letters/text.md'), `---\ntitle: Letters\n---\n\n${[...paragraphs, ...whole.map(([words]) => `${words}.`)].join('\n\n')}\n`);
const place = (at) => `letters/index.html#p${at}`;
letters.forEach((letter, at) => console.log(`${word(letter, at)}=${place(Math.floor(at / 4) + 1)}`));
whole.forEach(([, asked], at) => console.log(`${asked}=${place(first + at)}`));
console.log('qqqqq=');
