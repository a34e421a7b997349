//! Cards (Open Graph), catalogue (Dublin Core), citation (Highwire) and the feed, as elements `meta` and `link`.

use super::{About, Found, Work};
use crate::edition::paths;
use crate::render::escape;

/// Writes them.
pub(super) fn write(found: &Found<'_>, root: &str) -> String {
    let mut out = String::with_capacity(2048);
    if found.site.has_feed {
        out.push_str("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"");
        escape::attribute(&mut out, root);
        out.push_str(paths::FEED);
        out.push_str("\" title=\"");
        escape::attribute(&mut out, &found.site.config.book.title);
        out.push_str("\">\n");
    }
    card(&mut out, found);
    if let Some(work) = &found.work {
        catalogue(&mut out, work);
        if matches!(found.head.about, About::Text(_) | About::Commentary(_) | About::Note(_) | About::Page(_)) {
            citation(&mut out, work, found.url.as_deref());
        }
    }
    out
}

fn card(out: &mut String, found: &Found<'_>) {
    let book = &found.site.config.book;
    let is_site = matches!(found.head.about, About::Home | About::Glossary | About::List);
    let property = |out: &mut String, key: &str, words: &str| {
        out.push_str("<meta property=\"og:");
        close(out, key, words);
    };
    property(out, "title", found.head.title);
    property(out, "type", if is_site { "website" } else { "article" });
    if let Some(url) = &found.url {
        property(out, "url", url);
    }
    property(out, "site_name", &book.title);
    let language = found.work.as_ref().map_or(book.language.as_str(), |work| work.language);
    property(out, "locale", &locale(language));
    if let Some(description) = found.head.description {
        property(out, "description", description);
    }
    named(out, "twitter:card", "summary");
}

/// Cards write a language with its country: `en_GB`; without a country the language alone.
fn locale(language: &str) -> String {
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    match parts.find(|part| part.len() == 2) {
        Some(country) => format!("{primary}_{}", country.to_ascii_uppercase()),
        None => primary,
    }
}

fn catalogue(out: &mut String, work: &Work<'_>) {
    out.push_str("<link rel=\"schema.DC\" href=\"http://purl.org/dc/elements/1.1/\">\n");
    named(out, "DC.title", work.title);
    work.authors.iter().for_each(|name| named(out, "DC.creator", name));
    let others = work.contributors.iter().filter(|name| !work.authors.contains(name));
    others.for_each(|name| named(out, "DC.contributor", name));
    if let Some(date) = work.date {
        named(out, "DC.date", &date.to_string());
    }
    named(out, "DC.language", work.language);
    work.rights.into_iter().for_each(|rights| named(out, "DC.rights", rights));
    work.source.into_iter().for_each(|source| named(out, "DC.source", source));
}

fn citation(out: &mut String, work: &Work<'_>, url: Option<&str>) {
    named(out, "citation_title", work.title);
    work.authors.iter().for_each(|name| named(out, "citation_author", name));
    if let Some(date) = work.date {
        named(out, "citation_publication_date", &date.to_string().replace('-', "/"));
    }
    named(out, "citation_language", work.language);
    if let Some(url) = url {
        named(out, "citation_public_url", url);
        named(out, "citation_fulltext_html_url", url);
    }
}

fn named(out: &mut String, key: &str, words: &str) {
    out.push_str("<meta name=\"");
    close(out, key, words);
}

fn close(out: &mut String, key: &str, words: &str) {
    out.push_str(key);
    out.push_str("\" content=\"");
    escape::attribute(out, words);
    out.push_str("\">\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_names_a_country_where_the_language_does() {
        assert_eq!(["en", "en-GB", "zh-Hant-TW", "DE-at"].map(locale), ["en", "en_GB", "zh_TW", "de_AT"]);
    }
}
