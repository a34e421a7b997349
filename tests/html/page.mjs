// The words of a text's page as its script reads them: blocks without numbers, references and notes.
const leaves = /^(p|h[1-6]|li|td|th|pre)$/;
const foreign = /^(notes|r|pn|fn|back|box)$/;
const empty = /^(br|img|input|wbr|hr)$/;
const entities = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

export const unescape = words => words.replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => entities[name]);

export function blocks(html) {
    const article = html.slice(html.indexOf('<article class="text'), html.indexOf('</article>'));
    const open = [], found = [];
    let last, afterReference = false;
    for (const [, close, name, rest, words] of article.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)/g)) {
        if (words !== undefined) {
            const leaf = open.findLast(x => leaves.test(x.name));
            const hidden = open.some(x => x.classes.some(c => foreign.test(c)));
            if (leaf && !hidden && !(afterReference && words === '\u2009')) {
                if (leaf !== last) found.push('');
                last = leaf;
                found[found.length - 1] += unescape(words);
            }
            afterReference = false;
        } else if (close) {
            const ended = open.pop();
            if (ended.name !== name) throw new Error(`</${name}> closes <${ended.name}>`);
            afterReference = ended.classes.includes('r');
        } else if (!empty.test(name)) {
            open.push({ name, classes: (rest.match(/ class="([^"]*)"/)?.[1] ?? '').split(' ') });
        }
    }
    return found.map(words => words.replace(/\s+/g, ' ').trim()).filter(Boolean);
}
