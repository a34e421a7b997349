//! The author's own editor, opened at a line.
//!
//! In: a file and a line. `$VISUAL` or `$EDITOR` says which editor, with arguments if it likes (`code --wait`); no shell reads it.
#![allow(clippy::disallowed_methods, reason = "which editor an author has is said in the environment")]

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::Command;

/// Opens a file in the author's editor and waits until that is closed; does nothing without a terminal, or where none is named.
///
/// # Errors
/// Why it could not be opened, or how it ended.
pub(super) fn open(file: &Path, line: usize) -> Result<(), String> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Ok(());
    }
    let named = ["VISUAL", "EDITOR"].iter().filter_map(|name| std::env::var(name).ok());
    let Some(words) = named.map(|named| split(&named)).find(|words| !words.is_empty()) else { return Ok(()) };
    let Some((program, given)) = words.split_first() else { return Ok(()) };
    let place = file.to_string_lossy();
    let ended = Command::new(program).args(given).args(at_line(program, &place, line)).status();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{program}` ended with {status}")),
        Err(error) => Err(format!("`{program}` cannot be run: {error}")),
    }
}

/// Splits a command into words at white space; quotation marks of either kind hold words together.
fn split(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in command.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// Says how an editor is told of a line; one that nobody knows is told of the file alone.
fn at_line(program: &str, file: &str, line: usize) -> Vec<String> {
    let name = Path::new(program).file_stem().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    match name.as_str() {
        "vi" | "vim" | "nvim" | "gvim" | "nano" | "pico" | "emacs" | "emacsclient" | "micro" | "joe" | "ne" | "kak"
        | "gedit" => vec![format!("+{line}"), file.to_owned()],
        "code" | "codium" | "code-insiders" | "cursor" | "windsurf" => {
            vec!["--goto".to_owned(), format!("{file}:{line}")]
        }
        "subl" | "zed" | "hx" | "helix" => vec![format!("{file}:{line}")],
        _ => vec![file.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_it_is_typed() {
        for (command, expected) in [
            ("vim", &["vim"][..]),
            ("  code   --wait ", &["code", "--wait"]),
            ("\"C:\\Program Files\\ed.exe\" -n", &["C:\\Program Files\\ed.exe", "-n"]),
            ("ed 'a b'c \"\"", &["ed", "a bc", ""]),
            ("ed $(rm) ; `x`", &["ed", "$(rm)", ";", "`x`"]),
            ("  ", &[]),
        ] {
            assert_eq!(split(command), expected, "{command}");
        }
    }

    #[test]
    fn editors_are_told_of_the_line_in_their_own_way() {
        assert_eq!(at_line("/usr/bin/vim", "a.md", 7), ["+7", "a.md"]);
        assert_eq!(at_line("code", "a.md", 7), ["--goto", "a.md:7"]);
        assert_eq!(at_line("Code.exe", "a.md", 7), ["--goto", "a.md:7"]);
        assert_eq!(at_line("hx", "a.md", 7), ["a.md:7"]);
        assert_eq!(at_line("my-editor", "a.md", 7), ["a.md"]);
    }
}
