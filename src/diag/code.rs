//! The registry of diagnostic codes: a line each here, and a page each in `codes/`.

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site can be built; it fails a strict build.
    Warning,
    /// The site is not written.
    Error,
}

macro_rules! codes {
    ($($variant:ident $severity:ident $name:literal;)*) => {
        /// A kind of problem, with a name that stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each code has a page of its own in codes/, shown by `postil explain`")]
        pub enum Code { $($variant,)* }

        impl Code {
            /// All codes, in the order of the stages.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name that diagnostics show and `postil explain` takes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns how bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Returns its page: Markdown, what it means and what to do.
            pub fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("codes/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    // files
    InvalidUtf8 Error "invalid-utf8";
    NulCharacter Error "nul-character";
    FileTooLarge Error "file-too-large";
    NotAFile Warning "not-a-file";
    LinkOutside Error "link-outside";
    BadFileName Error "bad-file-name";
    // book.toml
    InvalidConfig Error "invalid-config";
    UnknownSetting Error "unknown-setting";
    // front matter
    FrontMatterMisplaced Error "front-matter-misplaced";
    FrontMatterUnclosed Error "front-matter-unclosed";
    FrontMatterTooLong Error "front-matter-too-long";
    InvalidYaml Error "invalid-yaml";
    UnknownKey Warning "unknown-key";
    DuplicateKey Error "duplicate-key";
    InvalidValue Error "invalid-value";
    MissingKey Error "missing-key";
    // texts and Markdown
    DoubledText Error "doubled-text";
    EmptyText Warning "empty-text";
    DuplicateNumber Error "duplicate-number";
    DuplicateFragment Error "duplicate-fragment";
    NestingTooDeep Error "nesting-too-deep";
    RawHtml Warning "raw-html";
    MissingFootnote Warning "missing-footnote";
    // notes
    CommentaryWithoutText Error "commentary-without-text";
    DuplicateNote Error "duplicate-note";
    SwallowedNote Error "swallowed-note";
    EmptyNote Warning "empty-note";
    EmptyLemma Error "empty-lemma";
    LazyQuote Warning "lazy-quote";
    InvalidAttribute Error "invalid-attribute";
    UnknownAttribute Warning "unknown-attribute";
    UnknownLayer Warning "unknown-layer";
    // anchoring
    InvalidLock Error "invalid-lock";
    OldLock Warning "old-lock";
    QuoteFuzzy Warning "quote-fuzzy";
    QuoteChanged Warning "quote-changed";
    QuoteMoved Warning "quote-moved";
    QuoteGone Error "quote-gone";
    QuoteAmbiguous Error "quote-ambiguous";
    QuoteNotFound Error "quote-not-found";
    QuoteElsewhere Error "quote-elsewhere";
    QuoteEarlier Warning "quote-earlier";
    NoSuchParagraph Error "no-such-paragraph";
    NoSuchSentence Error "no-such-sentence";
    Misquote Warning "misquote";
    // glossary
    DuplicateTerm Error "duplicate-term";
    AmbiguousTerm Error "ambiguous-term";
    UnusedTerm Warning "unused-term";
    UnknownTerm Error "unknown-term";
    UnknownScope Error "unknown-scope";
    // links and paths
    BrokenLink Error "broken-link";
    AmbiguousLink Error "ambiguous-link";
    RefusedLink Error "refused-link";
    DuplicatePath Error "duplicate-path";
}
