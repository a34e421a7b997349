//! The newest notes as an Atom feed: `feed.xml`.
//!
//! In: the notes that have a day, newest first. Out: the first [`MOST`] of them, each with its passage and all that it
//! says. A feed needs an address to be read at and the day on which it changed, which is the newest note's: without
//! `[site] url`, or without a note that has a day, there is none. A note's id is its address beside its text, which stays
//! when notes get pages of their own. Never asks for the time.

use std::cmp::Reverse;
use std::sync::Arc;

use super::html::heading;
use super::html::prose::Setting;
use super::{Format, Site, absolute, escape, put_page};
use crate::config::NotePages;
use crate::edition::{Date, NoteId, Place, paths};
use crate::error::Error;
use crate::output::Output;

/// How many notes the feed holds.
const MOST: usize = 50;

/// The feed.
pub(super) struct Atom;

impl Format for Atom {
    fn put<'e>(&self, site: &Arc<Site<'e>>, output: &mut Output<'e>) -> Result<(), Error> {
        if !site.has_feed {
            return Ok(());
        }
        put_page(output, site, paths::FEED.to_owned(), |site, path| Ok(write(site, path).into_bytes()))
    }
}

fn write(site: &Site<'_>, path: &str) -> String {
    let book = &site.config.book;
    let notes = newest(site);
    let address = |path: &str| site.address(path).unwrap_or_default();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""
        .to_owned();
    escape::xml(&mut out, &book.language);
    out.push_str("\">\n");
    element(&mut out, "id", &address(path));
    element(&mut out, "title", &book.title);
    if let Some(words) = book.subtitle.as_deref().or(book.description.as_deref()) {
        element(&mut out, "subtitle", words);
    }
    element(&mut out, "updated", &notes.first().map(|(date, _)| instant(*date)).unwrap_or_default());
    link(&mut out, ("self", "application/atom+xml"), &address(path));
    link(&mut out, ("alternate", "text/html"), &address(paths::HOME));
    // Every entry needs an author: where neither a note nor the publication names one, it is the publication.
    let title = std::slice::from_ref(&book.title);
    authors(&mut out, if book.authors.is_empty() { title } else { &book.authors });
    if let Some(license) = &book.license {
        element(&mut out, "rights", license);
    }
    element(&mut out, "generator", "Postil");
    for held in notes {
        entry(&mut out, site, held);
    }
    out.push_str("</feed>\n");
    out
}

/// The notes that the feed holds: newest first, those of one day in the order of the edition.
fn newest(site: &Site<'_>) -> Vec<(Date, NoteId)> {
    let dated = site.edition.notes.iter().zip((0..).map(NoteId));
    let mut notes: Vec<(Date, NoteId)> = dated.filter_map(|(note, id)| Some((note.date?, id))).collect();
    notes.sort_by_key(|(date, id)| (Reverse(*date), *id));
    notes.truncate(MOST);
    notes
}

fn entry(out: &mut String, site: &Site<'_>, of: (Date, NoteId)) {
    let (date, id) = of;
    let note = site.note(id);
    let text = site.text(note.text);
    let beside = site.address(&paths::text_page(text)).unwrap_or_default();
    let place = format!("{beside}#{}", paths::absolute(&paths::note_fragment(note)));
    let own = site.config.commentary.note_pages == NotePages::Own;
    let page = own.then(|| site.address(&paths::note_page(text, note))).flatten();
    let title = heading(site, note);
    out.push_str("<entry>\n");
    element(out, "id", &place);
    let title = if site.has_several() { format!("{}: {title}", text.link_title()) } else { title };
    element(out, "title", &title);
    element(out, "updated", &instant(date));
    link(out, ("alternate", "text/html"), page.as_deref().unwrap_or(&place));
    authors(out, &note.authors);
    for tag in &note.tags {
        out.push_str("<category term=\"");
        escape::xml(out, tag);
        out.push_str("\"/>\n");
    }
    out.push_str("<content type=\"html\">");
    escape::xml(out, &content(site, id, &beside));
    out.push_str("</content>\n</entry>\n");
}

/// The words that a note is about, and what it says, as HTML whose addresses are whole.
fn content(site: &Site<'_>, id: NoteId, beside: &str) -> String {
    let note = site.note(id);
    let text = site.text(note.text);
    let words: Vec<&str> = note.place.ranges().map(|range| range.of(&text.prose.reading)).collect();
    let mut html = String::new();
    if !words.is_empty() {
        html.push_str("<blockquote><p>");
        escape::text(&mut html, &words.join(" … ").replace("\n\n", " "));
        html.push_str("</p></blockquote>\n");
    }
    let page = paths::text_page(text);
    html.push_str(&Setting { edition: site.edition, page: &page, place: Place::Note(id), words: &site.words }.html());
    absolute::absolute(&html, beside)
}

/// A day as Atom writes it: a day alone is none of its dates, so it begins at midnight.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn authors(out: &mut String, names: &[String]) {
    for name in names {
        out.push_str("<author><name>");
        escape::xml(out, name);
        out.push_str("</name></author>\n");
    }
}

fn link(out: &mut String, (relation, kind): (&str, &str), address: &str) {
    for part in ["<link rel=\"", relation, "\" type=\"", kind, "\" href=\""] {
        out.push_str(part);
    }
    escape::xml(out, address);
    out.push_str("\"/>\n");
}

fn element(out: &mut String, name: &str, words: &str) {
    for part in ["<", name, ">"] {
        out.push_str(part);
    }
    escape::xml(out, words);
    for part in ["</", name, ">\n"] {
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::edition::{Edition, Placement, TextId};
    use crate::render::fixture;
    use crate::source::Theme;

    fn edition(notes: usize) -> Edition {
        let text = fixture::text(&["The wall & the <gate>."]);
        let day = |at: usize| u8::try_from(at % 28).map_or(1, |day| day + 1);
        let made = (0..notes).map(|at| {
            let mut note = fixture::note(&text, &format!("n{at}"), &["wall & the <gate>"]);
            note.date = Some(Date { day: day(at), ..note.date.expect("it has a day") });
            note
        });
        let made = made.collect();
        fixture::edition(text, made, "term")
    }

    fn config() -> Config {
        let mut config = fixture::config();
        config.site.url = Some("https://a.org/b/".into());
        config
    }

    #[track_caller]
    fn feed(edition: &Edition, config: &Config) -> String {
        let theme = Theme::default();
        write(&Site::new(edition, config, &theme).unwrap(), paths::FEED)
    }

    fn between<'f>(feed: &'f str, open: &'f str, close: &'f str) -> Vec<&'f str> {
        feed.split(open).skip(1).filter_map(move |rest| rest.split(close).next()).collect()
    }

    #[test]
    fn the_newest_notes_stand_first_and_old_ones_fall_out() {
        let made = feed(&edition(MOST + 10), &config());
        let days = between(&made, "<updated>", "</updated>");
        let (feed, entries) = days.split_first().unwrap();
        assert_eq!((*feed, entries.len()), ("2024-01-28T00:00:00Z", MOST));
        assert!(entries.is_sorted_by(|a, b| a >= b), "{entries:?}");
    }

    #[test]
    fn an_entry_is_named_by_its_place_beside_the_text() {
        let mut config = config();
        let own = feed(&edition(1), &config);
        config.commentary.note_pages = NotePages::Beside;
        let beside = feed(&edition(1), &config);
        let place = "https://a.org/b/text/index.html#n-n0";
        assert_eq!(between(&own, "<id>", "</id>"), ["https://a.org/b/feed.xml", place]);
        assert_eq!(between(&own, "<id>", "</id>"), between(&beside, "<id>", "</id>"));
        assert!(own.contains("href=\"https://a.org/b/text/notes/n0.html\"/>"), "{own}");
        assert!(beside.contains(&format!("href=\"{place}\"/>")), "{beside}");
    }

    #[test]
    fn words_are_escaped_twice_where_they_stand_in_html() {
        let mut edition = edition(1);
        edition.notes[0].title = Some(fixture::prose(&["A < B\u{8} & \"C\""]));
        edition.notes[0].authors.clear();
        let made = feed(&edition, &config());
        assert!(made.contains("<title>A &lt; B &amp; &quot;C&quot;</title>"), "{made}");
        assert!(made.contains("&lt;p&gt;wall &amp;amp; the &amp;lt;gate&amp;gt;&lt;/p&gt;"), "{made}");
        // No author is known: the publication stands for one.
        assert_eq!(between(&made, "<author><name>", "</name>"), ["Book"]);
    }

    #[test]
    fn without_an_address_or_a_day_there_is_no_feed() {
        let theme = Theme::default();
        let has = |edition: &Edition, config: &Config| Site::new(edition, config, &theme).unwrap().has_feed;
        let mut edition = edition(1);
        assert!(has(&edition, &config()));
        assert!(!has(&edition, &fixture::config()));
        edition.notes[0].date = None;
        assert!(!has(&edition, &config()));
        assert!(matches!(edition.notes[0].place, Placement::Anchored(_)) && edition.notes[0].text == TextId(0));
    }
}
