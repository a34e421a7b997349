//! The template engine: the theme's templates, compiled once; a view goes in, a page comes out.
//!
//! The only file that names tera. Templates see the view that they are given and nothing else: no file, no network, no
//! clock, no environment; and the words of the interface, as the variable `words` and the function `say`. Every value is escaped for HTML unless its field is an [`Html`]; a field that does not exist
//! is an error that names the template, the line and the fields that do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use crate::error::Error;
use crate::render::escape;
use crate::source::Theme;
use crate::words::{Phrase, Word, Words};

/// The compiled templates of a theme.
pub struct Engine {
    tera: Tera,
}

impl Engine {
    /// Compiles all templates of a theme.
    ///
    /// # Errors
    /// [`Error::Theme`] for the first template that cannot be read.
    pub fn new(theme: &Theme, words: &Arc<Words>) -> Result<Self, Error> {
        let mut tera = Tera::new();
        // Every name ends with nothing: all templates escape, whatever their ending.
        tera.autoescape_on([""]);
        tera.register_filter("json", json);
        tera.global_context().insert_value("words", plain_words(words));
        let words = Arc::clone(words);
        tera.register_function("say", move |values: Kwargs, state: &State| say(&words, &values, state));
        let templates = theme.templates.iter().map(|(name, words)| (name.as_str(), words.as_ref()));
        tera.add_raw_templates(templates).map_err(|error| explain("templates", &error))?;
        Ok(Self { tera })
    }

    /// Makes a page: the template, filled from a view.
    ///
    /// # Errors
    /// [`Error::Theme`] when the template is missing, or asks for what the view does not have.
    pub fn page<V: Serialize>(&self, template: &str, view: &V) -> Result<Vec<u8>, Error> {
        let context = Context::from_serialize(view).map_err(|error| explain(template, &error))?;
        let mut page = Vec::with_capacity(32 * 1024);
        self.tera.render_to(template, &context, &mut page).map_err(|error| explain(template, &error))?;
        Ok(page)
    }
}

/// HTML that is ready to stand in a page: a template writes it as it is.
///
/// Only what made the HTML may make one of these; words of authors are plain strings and are escaped.
/// A clone shares the words, and so does the template: they are copied once, into the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Html(Value);

impl Html {
    /// Takes HTML that was escaped where it was made.
    pub fn new(html: &str) -> Self {
        Self(Value::safe_string(html))
    }

    /// Returns it.
    pub fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl Default for Html {
    fn default() -> Self {
        Self::new("")
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Words that need no value, by section and name, escaped once.
fn plain_words(words: &Words) -> Value {
    let mut sections: BTreeMap<&str, BTreeMap<&str, Html>> = BTreeMap::new();
    for (section, held) in words.sections() {
        let plain = held.into_iter().filter_map(|(name, word)| match word {
            Word::Phrase(phrase) if phrase.pieces().1.next().is_none() => {
                Some((name, Html::new(&escape::escaped(phrase.as_str()))))
            }
            _ => None,
        });
        sections.insert(section, plain.collect());
    }
    Value::from_serializable(&sections)
}

/// The function `say`: the word of this name with its values, of which HTML stays as it is and all else is escaped.
fn say(words: &Words, values: &Kwargs, state: &State) -> Result<Value, tera::Error> {
    let name: &str = values.must_get("word")?;
    let phrase: &Phrase = match words.get(name).map_err(tera::Error::message)? {
        Word::Phrase(phrase) => phrase,
        Word::Plural(plural) => plural.of(values.must_get("count")?),
        Word::List(_) => return Err(tera::Error::message(format!("`{name}` is a list, which cannot be said"))),
    };
    let (head, rest) = phrase.pieces();
    let mut said = String::with_capacity(64);
    escape::attribute(&mut said, head);
    for (value, after) in rest {
        said.push_str(&state.escape_if_needed(values.must_get(value)?)?);
        escape::attribute(&mut said, after);
    }
    Ok(Value::safe_string(&said))
}

/// The filter `json`: a value as JSON that may stand in a `script` element, whatever its strings hold.
fn json(value: &Value, _: Kwargs, _: &State) -> Result<Value, tera::Error> {
    let plain = serde_json::to_string(value).map_err(tera::Error::message)?;
    let mut safe = String::with_capacity(plain.len());
    escape::script(&mut safe, &plain);
    Ok(Value::safe_string(&safe))
}

/// Tells which template is wrong, where, and why; tera's report shows the line itself.
fn explain(template: &str, error: &tera::Error) -> Error {
    let (name, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let whole = error.to_string();
            (report.filename().to_owned(), whole.strip_prefix("error: ").unwrap_or(&whole).to_owned())
        }
        ErrorKind::TemplateNotFound(name) => (name.clone(), "the theme has no such template".to_owned()),
        ErrorKind::MissingParent { current, parent } => {
            (current.clone(), format!("it extends `{parent}`, which the theme does not have"))
        }
        // An unknown filter or component: the report stands in the words alone.
        _ => {
            let words = error.to_string();
            let name = words.split_once("--> ").and_then(|(_, rest)| rest.split_once(':')).map(|(name, _)| name);
            (name.unwrap_or_default().to_owned(), words.replace("error: ", ""))
        }
    };
    let template = if name.is_empty() { template.to_owned() } else { name };
    Error::Theme { template, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct View {
        title: &'static str,
        body: Html,
        note: Option<&'static str>,
    }

    const VIEW: fn() -> View = || View { title: "a < \"b\" & 'c'</script>", body: Html::new("<b>x</b>"), note: None };

    fn engine(template: &'static str) -> Result<Engine, Error> {
        let mut theme = Theme::default();
        theme.templates.insert("x.html".into(), template.into());
        let words = Words::new(&theme, "en")?;
        Engine::new(&theme, &Arc::new(words))
    }

    #[track_caller]
    fn check(template: &'static str, expected: &str) {
        let page = engine(template).and_then(|engine| engine.page("x.html", &VIEW())).unwrap();
        assert_eq!(String::from_utf8(page).unwrap(), expected);
    }

    #[track_caller]
    fn refused(template: &'static str, parts: &[&str]) {
        let made = engine(template).and_then(|engine| engine.page("x.html", &VIEW()));
        let Err(Error::Theme { template, message }) = made else { panic!("it was accepted") };
        assert_eq!(template, "x.html");
        for part in parts {
            assert!(message.contains(part), "`{part}` is not in: {message}");
        }
    }

    #[test]
    fn words_are_escaped_and_html_is_not() {
        check("{{ body }}", "<b>x</b>");
        let page = engine("<p title=\"{{ title }}\">").and_then(|e| e.page("x.html", &VIEW())).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("a &lt; &quot;b&quot; &amp;"), "{page}");
        check("{% if note %}{{ note }}{% endif %}", "");
    }

    #[test]
    fn json_cannot_leave_its_script() {
        check("{{ title | json }}", r#""a \u003c \"b\" \u0026 'c'\u003c/script\u003e""#);
    }

    #[test]
    fn a_wrong_field_is_named_with_its_line_and_the_right_ones() {
        refused("a\n{{ titel }}", &["x.html:2:4", "titel"]);
        refused("{{ title.x }}", &["x.html:1"]);
        refused("{% if %}", &["x.html:1"]);
        refused("{{ title | nope }}", &["nope"]);
    }

    #[test]
    fn words_are_said_with_their_values() {
        check("{{ words.note.more }}", "Read on");
        check("{{ say(word='note.count', count=1) }}, {{ say(word='note.count', count=2) }}", "1 note, 2 notes");
        check("{{ say(word='place.and', more=body) }}", "and <b>x</b>");
        let page = engine("{{ say(word='term.also', names=title) }}").and_then(|e| e.page("x.html", &VIEW())).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.starts_with("also a &lt; &quot;b&quot; &amp; "), "{page}");
    }

    #[test]
    fn a_word_that_is_not_there_is_refused() {
        refused("a\n{{ words.note.mor }}", &["x.html:2", "mor"]);
        refused("{{ words.note.count }}", &["x.html:1", "count"]);
        refused("{{ say(word='note.bac', number=1) }}", &["x.html:1", "did you mean `note.back`?"]);
        refused("{{ say(word='note.back') }}", &["x.html:1", "number"]);
        refused("{{ say(word='note.count', cout=1) }}", &["x.html:1", "count"]);
    }

    #[test]
    fn a_missing_template_is_named() {
        let made = engine("").and_then(|engine| engine.page("y.html", &VIEW()));
        assert!(matches!(made, Err(Error::Theme { template, .. }) if template == "y.html"));
    }
}
