//! The ways in which a text is revised, from a change of typography to the loss of every other sentence.

/// How often what is done: to a word, a sentence or a block, as a probability.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    /// Its name.
    pub(crate) name: &'static str,
    /// Straight quotation marks become curly, hyphens dashes.
    pub(crate) typography: bool,
    /// An old spelling becomes a new one.
    pub(crate) modern: f64,
    /// A word is misspelt.
    pub(crate) typo: f64,
    /// A word becomes another.
    pub(crate) word_other: f64,
    /// One to three words are put in.
    pub(crate) words_in: f64,
    /// A word is taken out.
    pub(crate) word_out: f64,
    /// A sentence is put in.
    pub(crate) sentence_in: f64,
    /// A sentence is taken out.
    pub(crate) sentence_out: f64,
    /// Two sentences change places.
    pub(crate) sentences_swapped: f64,
    /// A block is put in.
    pub(crate) block_in: f64,
    /// A block is taken out.
    pub(crate) block_out: f64,
    /// A block is moved.
    pub(crate) block_moved: f64,
    /// A block is split in two.
    pub(crate) block_split: f64,
    /// So many copies of sentences, for each sentence, stand elsewhere too.
    pub(crate) decoys: f64,
}

const NOTHING: Scenario = Scenario {
    name: "",
    typography: false,
    modern: 0.0,
    typo: 0.0,
    word_other: 0.0,
    words_in: 0.0,
    word_out: 0.0,
    sentence_in: 0.0,
    sentence_out: 0.0,
    sentences_swapped: 0.0,
    block_in: 0.0,
    block_out: 0.0,
    block_moved: 0.0,
    block_split: 0.0,
    decoys: 0.0,
};

/// Typography and spelling only: not counted among those below.
pub(crate) const TYPOGRAPHY: Scenario = Scenario { name: "S1 typography", typography: true, modern: 0.9, ..NOTHING };

/// The five that are pooled.
pub(crate) const POOLED: [Scenario; 5] = [
    Scenario { name: "S2 light", typo: 0.01, word_other: 0.005, words_in: 0.003, word_out: 0.003, ..NOTHING },
    Scenario {
        name: "S3 moderate",
        typo: 0.02,
        word_other: 0.02,
        words_in: 0.01,
        word_out: 0.01,
        sentence_in: 0.04,
        sentence_out: 0.04,
        sentences_swapped: 0.02,
        block_in: 0.05,
        ..NOTHING
    },
    Scenario {
        name: "S4 heavy",
        typography: true,
        typo: 0.03,
        word_other: 0.06,
        words_in: 0.03,
        word_out: 0.03,
        sentence_in: 0.1,
        sentence_out: 0.12,
        sentences_swapped: 0.05,
        block_in: 0.1,
        block_out: 0.06,
        block_moved: 0.04,
        block_split: 0.05,
        ..NOTHING
    },
    Scenario {
        name: "S5 decoys",
        typo: 0.01,
        word_other: 0.01,
        words_in: 0.005,
        word_out: 0.005,
        sentence_out: 0.1,
        decoys: 0.08,
        ..NOTHING
    },
    Scenario { name: "S6 half deleted", sentence_out: 0.5, ..NOTHING },
];
