//! What an author types on the first day.

use super::Story;

/// The statement, a paragraph a line.
const STATEMENT: &str = include_str!("../../fixtures/statement.txt");

/// Three notes in a file of the author's own; they lead to paragraphs, to the term, and to each other.
const NOTES: &str = "---\nauthor: A. Newcomer\ndate: 2024-03-24\ntags: [words]\n---\n\n\
    ## Iron-clad {#iron-clad}\n\n> Our commitment to Article 5 … is iron-clad.\n\nStrong words: see [[¶1]] and [[Article 5]].\n\n\
    ## Decades {#decades}\n\n> Ukraine, **the gravest threat to Euro-Atlantic security in decades**\n\nCompare [[#iron-clad]].\n\n\
    ## The fourth paragraph {#fourth}\n\n> ¶4\n\nOn all of it, and on [[¶2.1]].\n";

/// Types a command, holds that it succeeds, and returns what it printed.
#[track_caller]
fn types(story: &mut Story, line: &str) -> String {
    let told = story.run(line).unwrap();
    assert_eq!(told.code, 0, "{line}\n{}", told.out);
    told.out
}

/// Has a commentary on the statement written and published, from a fresh folder to the branch `gh-pages` of `you/repo`; the story ends in
/// that branch's checkout.
pub(crate) fn published(mut story: Story) -> Story {
    story.write("statement.txt", STATEMENT);
    let begun = types(&mut story, "postil init repo --from statement.txt");
    assert!(begun.contains("next:\n  cd repo\n  postil serve"), "{begun}");
    types(&mut story, "cd repo");
    story.write("content/statement/commentary/mine.md", NOTES);
    types(&mut story, "postil new term \"Article 5\"");
    assert!(types(&mut story, "postil serve --open").contains("serving http://127.0.0.1:"));
    let checked = types(&mut story, "postil check --strict");
    assert!(checked.contains("1 text, 4 notes (3 exact, 1 normalised), 2 terms with "), "{checked}");
    for line in [
        "git init",
        "git add -A",
        "git commit --quiet -m \"A first commentary\"",
        "git remote add origin git@github.com:you/repo.git",
        "git push --quiet -u origin main",
    ] {
        types(&mut story, line);
    }
    let told = types(&mut story, "postil publish");
    assert!(told.contains("it will be at https://you.github.io/repo/"), "{told}");
    let again = types(&mut story, "postil publish");
    assert!(again.contains("nothing changed"), "{again}");
    assert_eq!(types(&mut story, "git status --porcelain"), "");
    types(&mut story, "cd ..");
    types(&mut story, "git clone --quiet -b gh-pages git@github.com:you/repo.git site");
    types(&mut story, "cd site");
    assert_eq!(types(&mut story, "git rev-list --count HEAD").trim(), "1");
    story
}
