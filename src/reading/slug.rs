//! Slugs: words made fit for a fragment or a file name.

use std::collections::BTreeMap;

/// The longest slug, in Unicode scalar values.
const LONGEST: usize = 60;

/// Makes a slug: letters and digits of any script in lower case, everything between them one hyphen.
/// Apostrophes vanish. Cut at a word border after 60 Unicode scalar values. Empty when there is no letter or digit.
pub fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len().min(LONGEST * 2));
    let mut length = 0;
    let mut gap = false;
    for letter in words.chars() {
        if letter.is_alphanumeric() {
            if gap && !slug.is_empty() {
                if length >= LONGEST {
                    break;
                }
                slug.push('-');
                length += 1;
            }
            gap = false;
            for lower in letter.to_lowercase().filter(|lower| lower.is_alphanumeric()) {
                slug.push(lower);
                length += 1;
            }
            if length > 2 * LONGEST {
                break;
            }
        } else if !matches!(letter, '\'' | '\u{2019}' | '\u{2bc}' | '\u{ad}') && !is_combining(letter) {
            gap = true;
        }
    }
    slug
}

fn is_combining(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Hands out slugs that are unique among those it handed out before: `name`, `name-2`, `name-3` …
#[derive(Clone, Debug, Default)]
pub struct Slugs {
    taken: BTreeMap<String, u32>,
}

impl Slugs {
    /// Returns the wanted slug, or the first free one after it.
    pub fn unique(&mut self, wanted: String) -> String {
        if self.claim(&wanted) {
            return wanted;
        }
        let mut number = self.taken.get(&wanted).copied().unwrap_or(1);
        loop {
            number += 1;
            let candidate = format!("{wanted}-{number}");
            if self.claim(&candidate) {
                self.taken.insert(wanted, number);
                return candidate;
            }
        }
    }

    /// Takes a slug for good; tells whether it was free.
    pub fn claim(&mut self, slug: &str) -> bool {
        if self.taken.contains_key(slug) {
            return false;
        }
        self.taken.insert(slug.to_owned(), 1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_any_script() {
        assert_eq!(slug("An “iron-clad” commitment"), "an-iron-clad-commitment");
        assert_eq!(slug("Russia's  war"), "russias-war");
        assert_eq!(slug("水は Übung"), "水は-übung");
        assert_eq!(slug("—"), "");
    }

    #[test]
    fn a_taken_slug_gets_the_next_number() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.unique("a".into()), "a");
        assert_eq!(slugs.unique("a".into()), "a-2");
        assert_eq!(slugs.unique("a-2".into()), "a-2-2");
        assert_eq!(slugs.unique("a".into()), "a-3");
    }
}
