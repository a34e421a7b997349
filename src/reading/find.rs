//! Words as they are searched for: case, accents, ligatures and ways of writing one letter folded away.
//!
//! In: plain words. Out: the forms by which a search finds them. In a script that sets no spaces these are two letters
//! that follow each other, and the last one alone, so that any stretch of them is found by its pairs. `search.js` of the
//! theme folds what readers type, and the words of pages, by the same rules: whoever changes one changes both.

use unicode_normalization::UnicodeNormalization;

use super::word::{is_spaceless, words};

/// An apostrophe that counts as a letter in Unicode, and parts words all the same.
const APOSTROPHE: char = '\u{2bc}';

/// Calls `found` with every word of a text, in order, in the form by which it is found.
pub fn search_words(text: &str, mut found: impl FnMut(&str)) {
    let mut word = String::new();
    // The last letter of a script without spaces, and where it ends: it waits for the one that follows it.
    let mut waiting = String::new();
    let mut border = None;
    for range in words(text) {
        let written = range.of(text);
        let spaceless = written.chars().next().is_some_and(is_spaceless);
        if let Some(end) = border.take() {
            if spaceless && end == range.start {
                fold(written, &mut word);
                waiting.push_str(&word);
            }
            found(&waiting);
        }
        if spaceless {
            fold(written, &mut waiting);
            border = Some(range.end);
            continue;
        }
        for part in written.split(APOSTROPHE) {
            fold(part, &mut word);
            if !word.is_empty() {
                found(&word);
            }
        }
    }
    if border.is_some() {
        found(&waiting);
    }
}

/// Folds one word.
fn fold(written: &str, out: &mut String) {
    out.clear();
    if written.is_ascii() {
        out.push_str(written);
        out.make_ascii_lowercase();
        return;
    }
    for letter in written.nfkd().filter(|&letter| !is_dropped(letter)).flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(plain) => out.push_str(plain),
            None => out.push(letter),
        }
    }
    if !out.is_ascii() {
        *out = out.nfc().collect();
        if let Some(bare) = without_article(out) {
            *out = bare.to_owned();
        }
    }
}

/// Accents and vowel points of the scripts that may be written without them, and what has no width of its own.
fn is_dropped(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
            | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}')
}

/// Letters that are typed as others where a keyboard lacks them.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'þ' => "th",
        'ς' => "σ",
        'ґ' => "г",
        'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        _ => return None,
    })
}

/// Returns an Arabic word without the article, and the one letter that may be written together with it, where at least
/// three letters are left.
fn without_article(word: &str) -> Option<&str> {
    let joined = word.strip_prefix(['و', 'ف', 'ب', 'ك']).and_then(|rest| rest.strip_prefix("ال"));
    let bare = word.strip_prefix("ال").or(joined)?;
    bare.chars().nth(2).map(|_| bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut list = Vec::new();
        search_words(text, |word| list.push(word.to_owned()));
        assert_eq!(list, expected, "{text}");
    }

    #[test]
    fn case_and_accents_are_folded() {
        check("Über Straße, CAFÉ cafe\u{301}", &["uber", "strasse", "cafe", "cafe"]);
        check("L’Église “ﬁrst” naïve œuvre", &["l", "eglise", "first", "naive", "oeuvre"]);
        check("Łódź İstanbul Iğdır ex\u{ad}tra", &["lodz", "istanbul", "igdir", "extra"]);
        check("Article 5.1 of 1,000 snake_case", &["article", "5", "1", "of", "1", "000", "snake_case"]);
    }

    #[test]
    fn other_alphabets_are_folded() {
        check("Україна й Ёлка", &["украіна", "и", "елка"]);
        check("пам’ять памʼять Ґанок", &["пам", "ять", "пам", "ять", "ганок"]);
        check("ΣΊΣΥΦΟΣ Σίσυφος", &["σισυφοσ", "σισυφοσ"]);
        check("שָׁלוֹם", &["שלום"]);
        check("हिन्दी", &["हिन्दी"]);
    }

    #[test]
    fn arabic_is_found_without_points_and_article() {
        check("الدِّفَاعُ دفاع والدفاع", &["دفاع", "دفاع", "دفاع"]);
        check("أمن إمن آمن ٱمن", &["امن", "امن", "امن", "امن"]);
        check("كــتاب می\u{200c}خواهم", &["كتاب", "ميخواهم"]);
        check("الله", &["الله"]);
    }

    #[test]
    fn scripts_without_spaces_are_found_by_pairs() {
        check("北大西洋、条約 NATO", &["北大", "大西", "西洋", "洋", "条約", "約", "nato"]);
        check("が か\u{3099}", &["が", "が"]);
        check("กติกา", &["กติ", "ติก", "กา", "า"]);
        check("대한민국 조약", &["대한민국", "조약"]);
    }

    #[test]
    fn what_is_no_word_is_none() {
        check("— … “” \u{640}", &[]);
        check("", &[]);
    }
}
