//! Words made safe for the places that they are written to: Markdown prose, YAML and TOML values.
//!
//! The reader of the Markdown sees exactly the words that went in; only marks that would mean something are escaped.

use std::fmt::Write as _;

/// Escapes a line of running text, its start included.
pub fn line(words: &str) -> String {
    start(&inline(words))
}

/// Escapes what would mean something anywhere in running text.
pub fn inline(words: &str) -> String {
    let mut safe = String::with_capacity(words.len() + 8);
    let letters: Vec<char> = words.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + 1).copied();
        let means = match letter {
            '\\' | '`' | '*' | '[' | '<' | '~' | '|' => true,
            // Between letters an underscore is only itself.
            '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
            '&' => after.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()),
            '^' => before == Some('['),
            '{' => matches!(after, Some('#' | '.')),
            _ => false,
        };
        if means {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// Escapes what would mean something at the start of a line: a heading, a quotation, a list, a rule.
pub fn start(words: &str) -> String {
    let words = words.trim_matches([' ', '\t']);
    let bytes = words.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let ends = |at: usize| bytes.get(at).is_none_or(|byte| *byte == b' ' || *byte == b'\t');
    if (1..=9).contains(&digits) && matches!(bytes.get(digits), Some(b'.' | b')')) && ends(digits + 1) {
        let (number, rest) = words.split_at(digits);
        return format!("{number}\\{rest}");
    }
    let hashes = bytes.iter().take_while(|byte| **byte == b'#').count();
    let means = match bytes.first() {
        Some(b'#') => hashes <= 6 && ends(hashes),
        Some(b'>') => true,
        Some(b'+' | b':') => ends(1),
        Some(b'-') => ends(1) || is_rule(bytes, b'-'),
        Some(b'=') => is_rule(bytes, b'='),
        _ => false,
    };
    if means { format!("\\{words}") } else { words.to_owned() }
}

/// Tells whether a line is only this mark and spaces: an underline or a rule.
fn is_rule(line: &[u8], mark: u8) -> bool {
    line.iter().all(|byte| *byte == mark || *byte == b' ' || *byte == b'\t')
}

/// Writes a text in double quotes as JSON, TOML and YAML all read it.
pub fn quoted(words: &str) -> String {
    let mut safe = String::with_capacity(words.len() + 2);
    safe.push('"');
    for letter in words.chars() {
        match letter {
            '"' | '\\' => safe.extend(['\\', letter]),
            '\n' => safe.push_str("\\n"),
            '\t' => safe.push_str("\\t"),
            _ if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                write!(safe, "\\u{:04x}", u32::from(letter)).expect("writing to a string cannot fail");
            }
            _ => safe.push(letter),
        }
    }
    safe.push('"');
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    // That no words are changed is tested on the whole way from a file to a reading, in tests/it/cli.rs.
    #[track_caller]
    fn check(words: &str, expected: &str) {
        assert_eq!(line(words), expected);
    }

    #[test]
    fn marks_are_escaped() {
        check("1. In response", "1\\. In response");
        check("# not a heading", "\\# not a heading");
        check("a *b* [c](d) <e>", "a \\*b\\* \\[c](d) \\<e>");
        check("_a_ b_c", "\\_a\\_ b_c");
        check("---", "\\---");
        check("x {#id}", "x \\{#id}");
    }

    #[test]
    fn an_indent_is_not_code() {
        assert_eq!(line("    We, the Heads"), "We, the Heads");
    }

    #[test]
    fn plain_words_stay_plain() {
        for words in ["We, the Heads of State (and Government): yes!", "30 Allies", "snake_case", "R&D", "5.5 per cent"]
        {
            let expected = words.replace("R&D", "R\\&D");
            assert_eq!(line(words), expected);
        }
    }

    #[test]
    fn quoted_text_reads_back() {
        for words in ["a \"b\" \\ c", "tab\tline\n\u{7f}\u{85}", "“x” # y: z"] {
            let json: String = serde_json::from_str(&quoted(words)).unwrap();
            assert_eq!(json, words);
        }
    }
}
