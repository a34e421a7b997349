//! The interface in other languages: nothing English is left in it, it counts and dates as the language does, and a
//! publication's own words stand before those that ship.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use postil::config::{Layer, NotePages};

use crate::site::Site;

/// A publication without a Latin letter of its own that makes every kind of page, and every part of each.
fn ukrainian() -> BTreeMap<String, String> {
    let long = "Слово за словом складається речення. ".repeat(30);
    let cites: String = (0..16).map(|_| "Порівняйте [[#1]].\n\n").collect();
    let many: String =
        (0..14).map(|at| format!("\n\n---\n\n> ¶{}\n\nДив. [[#1]]; тут вжито слово мир.", at + 2)).collect();
    let paragraphs: String =
        (0..20).map(|_| format!("{}\n\n", "Тут панує мир і лад, а мир є спокій. ".repeat(8))).collect();
    let site = Site::new()
        .with(|config| {
            config.book.title = "Книга".into();
            config.book.subtitle = Some("Підзаголовок".into());
            config.book.language = "uk".into();
            config.book.authors = vec!["Редактор".into()];
            config.book.license = Some("Вільна".into());
            config.commentary.note_pages = NotePages::Own;
            config.commentary.layers = ["право", "мова"].map(|id| Layer { id: id.into(), title: id.into() }).to_vec();
        })
        .file("text/text.md", &format!("---\ntitle: Статут\ndate: 2022-03-24\nauthors: [Рада]\nsource: https://рада.укр/\nrights: Вільно\n---\n\nПерший абзац.[^1]\n\n| а | б |\n|---|---|\n| в | г |\n\n{paragraphs}[^1]: Виноска.\n"))
        .file("two/text.md", "---\ntitle: Другий\ndate: 2022-04-01\n---\n\nЛише мир, і [[Статут ¶1]].\n\nЩе абзац.\n")
        .notes(&format!("---\nauthor: Автор\ndate: 2023-05-01\nlayer: право\ntags: [лад]\n---\n\n## Перша {{#1}}\n\n> Перший абзац\n\n{long}\n\n{long}\n\n| а | б |\n|---|---|\n| в | г |\n\nДив. [[#1]], [[¶3]], [[two]] і [[мир]].\n\n## Цілий {{#2}}\n\nДо всього. {cites}\n\n## Без місця {{#3}}\n\n> Цих слів тут немає\n\nНемає.\n\n## Кілька {{#4 author=Інший layer=мова}}\n\n> ¶2\n\n> ¶4\n\nДва місця.{many}"))
        .file("glossary/peace.md", "---\nterm: мир\naliases: [спокій]\nshort: Стан без війни.\nsee-also: [лад]\n---\n\nДокладніше.\n")
        .file("glossary/order.md", "---\nterm: лад\nshort: Порядок.\n---\n\nПорядок, що дає мир.\n")
        .file("about.md", "---\ntitle: Про видання\ndescription: Дещо.\ndate: 2024-01-02\nauthors: [Хтось]\n---\n\nСлова про мир і [[text#1]].\n")
        .file("about/more.md", "---\ntitle: Далі\n---\n\nДалі.\n")
        .file("stray/page.md", "---\ntitle: Окрема\n---\n\nДив. [[about]].\n");
    site.build_anyway()
}

/// What a reader of a page sees or hears: the words between tags, and the attributes that are read out.
fn read_out(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        if !words.trim().is_empty() && !tag.starts_with("script") {
            found.push(words.trim().to_owned());
        }
        for name in [" aria-label=\"", " title=\"", " alt=\""] {
            found.extend(tag.split(name).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        if tag.starts_with("meta name=\"description\"") {
            found.extend(tag.split(" content=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    found
}

#[test]
fn nothing_english_is_left_in_a_ukrainian_publication() {
    let site = ukrainian();
    let mut templates: BTreeSet<&str> = BTreeSet::new();
    let mut left = BTreeSet::new();
    for (path, page) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        templates.extend(page.split("<body class=\"").nth(1).and_then(|rest| rest.split('"').next()));
        for words in read_out(page) {
            let plain = words
                .replace("&quot;", "")
                .replace("&amp;", "")
                .replace("Web Annotation", "")
                .replace("JavaScript", "");
            if plain.split(|letter: char| !letter.is_ascii_alphabetic()).any(|word| word.len() > 1) {
                left.insert(format!("{path}: {words}"));
            }
        }
    }
    let all = ["commentary", "entry", "home", "list", "missing", "page", "plain", "reading", "single"];
    assert!(all.iter().filter(|name| **name != "plain").all(|name| templates.contains(name)), "{templates:?}");
    assert!(left.is_empty(), "{left:#?}");
}

#[track_caller]
fn has(site: &BTreeMap<String, String>, path: &str, parts: &[&str]) {
    let page = site.get(path).unwrap_or_else(|| panic!("there is no {path} in {:?}", site.keys()));
    for part in parts {
        assert!(page.contains(part), "`{part}` is not in {path}:\n{page}");
    }
}

#[test]
fn ukrainian_counts_and_dates_in_its_own_way() {
    let site = ukrainian();
    has(
        &site,
        "text/index.html",
        &[
            "<html lang=\"uk\"",
            "<time datetime=\"2022-03-24\">24 березня 2022</time>",
            "Показати 18 приміток",
            "aria-label=\"Абзац 2\"",
            "aria-label=\"Примітка 2, назад до тексту\"",
            " і ще 4</span>",
            "<summary>Читати далі</summary>",
            ">Зміст, 21 абзац<",
            "aria-label=\"Таблиця 1 у примітці 2\"",
        ],
    );
    has(&site, "index.html", &["<span>21 абзац</span>", "<span>2 абзаци</span>", "1 квітня 2022"]);
    has(&site, "glossary/index.html", &["<p class=\"lede\">2 терміни; ", "<dd>див. <a"]);
    has(&site, "404.html", &["<a href=\"index.html\">Головна сторінка</a> веде до всього іншого."]);
}

#[test]
fn french_keeps_its_spaces_and_its_quotation_marks() {
    let site = Site::new()
        .with(|config| {
            config.book.language = "fr-CA".into();
            config.book.license = Some("Libre".into());
        })
        .file(
            "text/text.md",
            &format!("---\ntitle: La charte\ndate: 2022-03-01\n---\n\nUn mot de paix.\n\n{}\n", "mot ".repeat(1400)),
        )
        .notes("> Un mot\n\nUne note sans titre.")
        .term("paix", "short: L’absence de guerre.")
        .build();
    has(
        &site,
        "text/index.html",
        &[
            "1er mars 2022",
            "1\u{202f}404 mots",
            "«\u{a0}Un mot\u{a0}»",
            "Afficher la note",
            "<p>Commentaire\u{a0}: Libre</p>",
            "aria-label=\"Note 1, retour au texte\"",
        ],
    );
    has(&site, "glossary/paix.html", &["1 emploi\u{a0}: 1 dans le texte"]);
    let line = site["assets/site.js"].lines().next().unwrap();
    assert!(line.starts_with("const words = {") && line.contains("\"close\":\"Fermer\","), "{line}");
}

/// Scripts of the theme, one after the other.
fn scripts(names: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/static");
    names.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect()
}

#[test]
fn the_script_shows_no_words_but_those_of_the_word_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = scripts(&["site.js", "cite.js"]);
    let english = fs::read_to_string(root.join("themes/default/words/en.toml")).unwrap();
    let section = english.split("[script]").nth(1).unwrap();
    let known: BTreeSet<&str> = section.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    let said = script.split("words.").skip(1);
    let said: BTreeSet<&str> = said
        .map(|rest| {
            rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap_or_default()
        })
        .collect();
    assert!(said.is_subset(&known), "{:?}", said.difference(&known));
}

/// Every name that a template says, and where.
fn said_by_templates() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    let mut said = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let place = entry.unwrap().path();
        let text = fs::read_to_string(&place).unwrap();
        let name = |rest: &str| -> String {
            rest.chars().take_while(|letter| letter.is_ascii_lowercase() || matches!(letter, '_' | '.')).collect()
        };
        for start in ["words.", "say(word=\""] {
            said.extend(text.split(start).skip(1).map(|rest| (name(rest), place.display().to_string())));
        }
    }
    said
}

#[test]
fn every_word_of_the_file_is_said_and_every_word_that_is_said_is_in_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = postil::words::Words::new(&postil::Theme::default(), "en").unwrap();
    let program = fs::read_to_string(root.join("src/words/mod.rs")).unwrap();
    let script = scripts(&["site.js", "cite.js"]);
    let finder = scripts(&["search.js", "search-parts.js", "search-pagefind.js"]);
    let said = said_by_templates();
    // Chosen by a value: `words.index[kind]`, `"text." ~ contents.kind`, `words[theme]`.
    let chosen = ["index.", "text."];
    for (name, place) in &said {
        let known = chosen.contains(&name.as_str()) || name == "index" || words.get(name).is_ok();
        assert!(known, "{place} says `{name}`, which no word file has");
    }
    for (section, held) in words.sections() {
        for word in held.keys() {
            let name = format!("{section}.{word}");
            let by_value = ["index.tag", "index.layer", "index.author", "text.sections", "text.paragraphs"];
            let by_value = by_value.contains(&name.as_str()) || ["system", "light", "dark"].contains(word);
            let by_program = program.contains(&format!("\"{name}\""));
            // The kinds of hits are a list of their names.
            let found = [format!("says.{word}"), format!("'{word}'")].iter().any(|said| finder.contains(said));
            let by_script = section == "script" && script.contains(&format!("words.{word}"));
            let by_script = by_script || section == "found" && found;
            let by_template = said.iter().any(|(held, _)| *held == name);
            assert!(by_value || by_program || by_script || by_template, "nothing says `{name}`");
        }
    }
}

#[test]
fn a_publications_theme_changes_single_words() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    };
    let build = || Command::new(env!("CARGO_BIN_EXE_postil")).arg("build").current_dir(folder.path()).output().unwrap();
    write("book.toml", "[book]\ntitle = \"Karta\"\nlanguage = \"pl\"\n[site]\ntheme = \"mine\"\n");
    write("content/karta/text.md", "---\ntitle: Karta\ndate: 2022-03-24\n---\n\nPokój i ład.\n");
    write("content/karta/commentary/n.md", "> ład\n\nUwaga.\n");
    write(
        "themes/mine/words/pl.toml",
        "[site]\nskip = \"Do tekstu & dalej\"\n[note]\nback = \"Przypis {number}\"\n[script]\nclose = \"Zamknij\"\n",
    );
    let done = build();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let page = fs::read_to_string(folder.path().join("public/karta/index.html")).unwrap();
    for part in
        ["<html lang=\"pl\"", ">Do tekstu &amp; dalej<", "aria-label=\"Przypis 1\"", "All notes", ">2022-03-24<"]
    {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
    let script = fs::read_to_string(folder.path().join("public/assets/site.js")).unwrap();
    for part in ["\"close\":\"Zamknij\"", "\"copied\":\"Link to paragraph {number} copied\""] {
        assert!(script.lines().next().unwrap().contains(part), "`{part}` is not in {script}");
    }

    write("themes/mine/words/pl.toml", "[note]\n\nbak = \"Przypis\"\n");
    let done = build();
    assert_eq!(done.status.code(), Some(1));
    let told = String::from_utf8_lossy(&done.stderr);
    for part in ["themes/mine/words/pl.toml", "line 3", "`note.bak`", "did you mean `note.back`?"] {
        assert!(told.contains(part), "`{part}` is not in {told}");
    }
}

#[test]
fn the_address_of_the_script_changes_with_its_words() {
    let stamp = |language: &str| {
        let site = Site::new().with(|config| config.book.language = language.into()).text("Words.").build();
        let page = site["text/index.html"].clone();
        page.split("site.js?v=").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned()
    };
    assert_ne!(stamp("en"), stamp("fr"));
    assert_eq!(stamp("en"), stamp("en-GB"));
}

#[test]
fn a_language_without_words_is_told_with_the_file_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    };
    let told = |command: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_postil")).arg(command).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    write("content/karta/text.md", "---\ntitle: Karta\n---\n\nPokój i ład.\n");
    for (language, file) in
        [("pl", Some("pl")), ("zh-Hant", Some("zh-Hant")), ("en-GB", None), ("fr-CA", None), ("uk", None)]
    {
        write("book.toml", &format!("[book]\ntitle = \"Karta\"\nlanguage = \"{language}\"\n"));
        for command in ["check", "build"] {
            let told = told(command);
            let hints: Vec<&str> = told.lines().filter(|line| line.starts_with("hint: the words")).collect();
            assert_eq!(hints.len(), usize::from(file.is_some()), "{command}, {language}: {told}");
            for (hint, file) in hints.iter().zip(file) {
                assert!(hint.contains(&format!("`themes/default/words/{file}.toml`")), "{command}, {language}: {hint}");
            }
        }
    }
    write("book.toml", "[book]\ntitle = \"Karta\"\nlanguage = \"pl-PL\"\n");
    write("themes/default/words/pl.toml", "[site]\nskip = \"Do tekstu\"\n");
    assert!(!told("build").contains("hint: the words"), "the language has words now");
}
