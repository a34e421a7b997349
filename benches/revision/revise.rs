//! Revises a text by a seeded script of edits. Every letter of the new text knows which one of the old it was, so that the truth
//! about every quotation is exact.

use crate::dice::Dice;
use crate::scenario::Scenario;

/// A letter, and the byte of the old text at which it stood.
type Letter = (char, Option<usize>);

/// A sentence.
type Piece = Vec<Letter>;

/// A paragraph.
type Block = Vec<Piece>;

/// What is put in comes from another text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stranger {
    sentences: Vec<String>,
    blocks: Vec<String>,
    words: Vec<String>,
}

/// A revised text.
#[derive(Clone, Debug)]
pub(crate) struct Revised {
    /// The new text.
    pub(crate) text: String,
    /// For each byte of the old text at which a letter stood, where that stands in the new one.
    pub(crate) places: Vec<Option<usize>>,
}

impl Stranger {
    /// Takes words, sentences and blocks from a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut found = Self::default();
        for block in text.split("\n\n") {
            if (60..900).contains(&block.len()) {
                found.blocks.push(block.to_owned());
            }
            let sentences = sentences(block).into_iter().map(str::trim_end);
            found.sentences.extend(sentences.filter(|held| (26..300).contains(&held.len())).map(str::to_owned));
        }
        let mut seen = std::collections::BTreeSet::new();
        for word in text.split(|letter: char| !letter.is_alphabetic()).filter(|word| (3..13).contains(&word.len())) {
            if found.words.len() < 4_000 && seen.insert(word.to_lowercase()) {
                found.words.push(word.to_lowercase());
            }
        }
        found
    }
}

/// Revises a text.
pub(crate) fn revise(text: &str, seed: u32, scenario: &Scenario, stranger: &Stranger) -> Revised {
    let mut dice = Dice::new(seed);
    let mut blocks = cut(text);
    for piece in blocks.iter_mut().flatten() {
        if scenario.modern > 0.0 {
            modernise(piece, scenario.modern, &mut dice);
        }
        edit_words(piece, scenario, (stranger, &mut dice));
        if scenario.typography {
            set_type(piece);
        }
    }
    for block in &mut blocks {
        edit_sentences(block, scenario, (stranger, &mut dice));
    }
    let all: Vec<Piece> = blocks.iter().flatten().filter(|piece| piece.len() > 25).cloned().collect();
    let mut blocks = edit_blocks(blocks, scenario, (stranger, &mut dice));
    let mut copies = real(all.len()) * scenario.decoys;
    while copies >= 0.5 {
        let copy = dice.pick(&all).iter().map(|(letter, _)| (*letter, None)).collect();
        blocks.insert(dice.below(blocks.len() + 1), vec![copy]);
        copies -= 1.0;
    }
    write(text.len(), &blocks)
}

#[expect(clippy::cast_precision_loss, reason = "counts here are small")]
fn real(count: usize) -> f64 {
    count as f64
}

fn cut(text: &str) -> Vec<Block> {
    let at = |words: &str| words.as_ptr() as usize - text.as_ptr() as usize;
    let piece = |words: &str| words.char_indices().map(|(byte, letter)| (letter, Some(at(words) + byte))).collect();
    text.split("\n\n").map(|block| sentences(block).into_iter().map(piece).collect()).collect()
}

/// Cuts a block behind each stop that a space follows.
fn sentences(block: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut stopped, mut spaced) = (0, false, false);
    for (at, letter) in block.char_indices() {
        if spaced && !letter.is_whitespace() {
            found.push(&block[start..at]);
            (start, stopped, spaced) = (at, false, false);
        }
        match letter {
            '.' | '!' | '?' => stopped = true,
            '"' | '\'' | '”' | '’' | ')' => {}
            letter if letter.is_whitespace() => spaced = stopped,
            _ => stopped = false,
        }
    }
    found.push(&block[start..]);
    found.retain(|held| !held.is_empty());
    found
}

fn new(words: &str) -> Piece {
    words.chars().map(|letter| (letter, None)).collect()
}

/// Finds the words of a piece: first letter, and one past the last.
fn words(piece: &Piece) -> Vec<(usize, usize)> {
    let is_word = |at: usize| piece.get(at).is_some_and(|(letter, _)| letter.is_alphanumeric());
    let is_apostrophe = |at: usize| matches!(piece.get(at), Some(('\'' | '’', _)));
    let (mut found, mut at) = (Vec::new(), 0);
    while at < piece.len() {
        let start = at;
        while is_word(at) || (at > start && is_apostrophe(at) && is_word(at + 1)) {
            at += 1;
        }
        if at > start {
            found.push((start, at));
        }
        at = at.max(start + 1);
    }
    found
}

fn edit_words(piece: &mut Piece, scenario: &Scenario, (stranger, dice): (&Stranger, &mut Dice)) {
    for (start, end) in words(piece).into_iter().rev() {
        if dice.says(scenario.typo) && end - start >= 4 {
            misspell(piece, start + 1 + dice.below(end - start - 2), dice);
        } else if dice.says(scenario.word_other) {
            piece.splice(start..end, new(dice.pick::<String>(&stranger.words)));
        } else if dice.says(scenario.word_out) {
            let space = matches!(piece.get(end), Some((' ', _)));
            piece.drain(start..end + usize::from(space));
        } else if dice.says(scenario.words_in) {
            let count = 1 + dice.below(3);
            let words: Vec<&str> = (0..count).map(|_| dice.pick::<String>(&stranger.words).as_str()).collect();
            piece.splice(start..start, new(&(words.join(" ") + " ")));
        }
    }
}

/// Changes two letters about, takes one out, doubles one or writes another.
fn misspell(piece: &mut Piece, at: usize, dice: &mut Dice) {
    match dice.below(4) {
        0 => piece.swap(at, at + 1),
        1 => drop(piece.remove(at)),
        2 => piece.insert(at, (piece[at].0, None)),
        _ => piece[at] = (*dice.pick(&('a'..='z').collect::<Vec<_>>()), None),
    }
}

const SPELLINGS: [(&str, &str); 28] = [
    ("to-day", "today"),
    ("to-morrow", "tomorrow"),
    ("shew", "show"),
    ("shewn", "shown"),
    ("connexion", "connection"),
    ("publick", "public"),
    ("every body", "everybody"),
    ("any body", "anybody"),
    ("hath", "has"),
    ("doth", "does"),
    ("unto", "to"),
    ("honour", "honor"),
    ("favour", "favor"),
    ("labour", "labor"),
    ("colour", "color"),
    ("Colours", "Colors"),
    ("Phænomena", "Phenomena"),
    ("Reflexion", "Reflection"),
    ("neighbour", "neighbor"),
    ("defence", "defense"),
    ("centre", "center"),
    ("recognized", "recognised"),
    ("organization", "organisation"),
    ("program", "programme"),
    ("among", "amongst"),
    ("while", "whilst"),
    ("upon", "on"),
    ("though", "tho’"),
];

fn modernise(piece: &mut Piece, probability: f64, dice: &mut Dice) {
    let letters: Vec<char> = piece.iter().map(|(letter, _)| *letter).collect();
    let is_word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| letter.is_alphanumeric());
    let mut hits: Vec<(usize, usize, Vec<char>)> = Vec::new();
    for (old, now) in SPELLINGS {
        let (old, now): (Vec<char>, Vec<char>) = (old.chars().collect(), now.chars().collect());
        for at in 0..letters.len().saturating_sub(old.len()) {
            if letters[at..].starts_with(&old) && !is_word(at.checked_sub(1)) && !is_word(Some(at + old.len())) {
                let same = old.iter().zip(&now).take_while(|(a, b)| a == b).count();
                hits.push((at + same, at + old.len(), now[same..].to_vec()));
            }
        }
    }
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.0));
    for (from, to, now) in hits {
        if dice.says(probability) {
            piece.splice(from..to, now.into_iter().map(|letter| (letter, None)));
        }
    }
}

/// Sets a piece as a printer does.
fn set_type(piece: &mut Piece) {
    let mut at = 0;
    while at < piece.len() {
        let before = if at == 0 { ' ' } else { piece[at - 1].0 };
        let next = |more: usize| piece.get(at + more).map(|(letter, _)| *letter);
        match piece[at].0 {
            '"' => piece[at].0 = if before.is_whitespace() || "(—-".contains(before) { '“' } else { '”' },
            '\'' => piece[at].0 = if before.is_whitespace() || "(—“-".contains(before) { '‘' } else { '’' },
            '-' if next(1) == Some('-') => {
                piece[at].0 = '—';
                piece.remove(at + 1);
            }
            '.' if next(1) == Some('.') && next(2) == Some('.') => {
                piece[at].0 = '…';
                piece.drain(at + 1..at + 3);
            }
            ' ' if next(1).is_some_and(|letter| letter.is_ascii_digit()) && at % 3 == 0 => piece[at].0 = '\u{a0}',
            _ => {}
        }
        at += 1;
    }
}

fn edit_sentences(block: &mut Block, scenario: &Scenario, (stranger, dice): (&Stranger, &mut Dice)) {
    let mut left = block.len();
    if left > 1 {
        block.retain(|_| {
            let stays = left == 1 || !dice.says(scenario.sentence_out);
            left -= usize::from(!stays);
            stays
        });
    }
    for at in (0..=block.len()).rev() {
        if dice.says(scenario.sentence_in) {
            block.insert(at, new(&format!("{} ", dice.pick(&stranger.sentences))));
        }
    }
    let mut at = 0;
    while at + 1 < block.len() {
        if dice.says(scenario.sentences_swapped) {
            for piece in &mut block[at..at + 2] {
                if piece.last().is_some_and(|(letter, _)| !letter.is_whitespace()) {
                    piece.push((' ', None));
                }
            }
            block.swap(at, at + 1);
            at += 1;
        }
        at += 1;
    }
}

fn edit_blocks(blocks: Vec<Block>, scenario: &Scenario, (stranger, dice): (&Stranger, &mut Dice)) -> Vec<Block> {
    let mut made: Vec<Block> = Vec::new();
    for mut block in blocks {
        if dice.says(scenario.block_out) {
            continue;
        }
        if dice.says(scenario.block_in) {
            made.push(vec![new(dice.pick::<String>(&stranger.blocks))]);
        }
        if block.len() > 2 && dice.says(scenario.block_split) {
            let rest = block.split_off(1 + dice.below(block.len() - 1));
            made.extend([block, rest]);
        } else {
            made.push(block);
        }
    }
    for at in 0..made.len() {
        if dice.says(scenario.block_moved) {
            let block = made.remove(at);
            made.insert(dice.below(made.len() + 1), block);
        }
    }
    made
}

fn write(old: usize, blocks: &[Block]) -> Revised {
    let (mut text, mut places) = (String::new(), vec![None; old]);
    for block in blocks.iter().filter(|block| block.iter().flatten().any(|(letter, _)| letter.is_alphanumeric())) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        for &(letter, from) in block.iter().flatten() {
            // A reading has no space at the start of a block and never two in a row.
            if letter.is_whitespace() && (text.len() == start || text.ends_with(char::is_whitespace)) {
                continue;
            }
            if let Some(place) = from.and_then(|from| places.get_mut(from)) {
                *place = Some(text.len());
            }
            text.push(letter);
        }
        text.truncate(text.trim_end().len());
    }
    Revised { text, places }
}
