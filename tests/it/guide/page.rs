//! A page of the guide: its blocks, links and headings.

use std::collections::BTreeSet;

/// What a page holds.
pub(super) struct Page {
    /// Its blocks, in order.
    pub(super) blocks: Vec<Block>,
    /// Where its links lead, with their lines.
    pub(super) links: Vec<(usize, String)>,
    /// The fragments of its headings, as a code host makes them.
    pub(super) headings: BTreeSet<String>,
}

/// A fenced block, or a command that is not shown.
pub(super) struct Block {
    /// The line on which it begins.
    pub(super) line: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// The words in it.
    pub(super) words: String,
}

/// What a block is.
pub(super) enum Kind {
    /// Commands, and the code with which the last ends.
    Commands(i32),
    /// What commands print.
    Output,
    /// A file.
    File(String),
    /// The end of a file.
    Append(String),
    /// A part of a file.
    Shows(String),
    /// Words that are only shown, for a reason that the page gives.
    Shown,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// When it is not said what a block is: the line, and why.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut page = Self { blocks: Vec::new(), links: Vec::new(), headings: BTreeSet::new() };
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        while let Some((line, words)) = lines.next() {
            if let Some(command) = words.strip_prefix("<!-- sh: ").and_then(|rest| rest.strip_suffix(" -->")) {
                page.blocks.push(Block { line, kind: Kind::Commands(0), words: format!("{command}\n") });
            } else if words.starts_with("```") {
                let fence: String = words.chars().take_while(|letter| *letter == '`').collect();
                let kind = kind(words.trim_start_matches('`')).map_err(|told| format!("{line}: {told}"))?;
                let mut held = String::new();
                loop {
                    let (_, inside) = lines.next().ok_or_else(|| format!("{line}: the block is not closed"))?;
                    if inside == fence {
                        break;
                    }
                    held.push_str(inside);
                    held.push('\n');
                }
                page.blocks.push(Block { line, kind, words: held });
            } else {
                page.links.extend(links(words).map(|link| (line, link)));
                if words.starts_with('#') {
                    page.headings.insert(fragment(words.trim_start_matches('#').trim()));
                }
            }
        }
        Ok(page)
    }
}

/// Reads the first line of a block.
fn kind(info: &str) -> Result<Kind, String> {
    let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
    let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
    match (language, name) {
        (_, "norun") if value.trim_matches('"').trim().is_empty() => Err("there is no reason not to run it".into()),
        (_, "norun") => Ok(Kind::Shown),
        ("sh", "") => Ok(Kind::Commands(0)),
        ("sh", "exit") => value.parse().map(Kind::Commands).map_err(|_| format!("`exit={value}` is no code")),
        ("text", "") => Ok(Kind::Output),
        (_, "file") => Ok(Kind::File(value.into())),
        (_, "append") => Ok(Kind::Append(value.into())),
        (_, "shows") => Ok(Kind::Shows(value.into())),
        _ => Err(format!("what the block `{info}` is, is not said")),
    }
}

/// Finds where the Markdown links of a line lead; code is left out.
fn links(line: &str) -> impl Iterator<Item = String> {
    let plain: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let parts: Vec<_> =
        plain.split("](").skip(1).filter_map(|part| part.split(')').next()).map(str::to_owned).collect();
    parts.into_iter()
}

/// Makes the fragment of a heading.
fn fragment(heading: &str) -> String {
    let letters = heading.to_lowercase();
    let kept = letters.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}
