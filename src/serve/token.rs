//! A secret of this run, which its own pages alone know: what writes asks for it.

use std::fmt::Write as _;

use crate::error::Error;

/// Draws a token.
///
/// # Errors
/// [`Error::Usage`] when the system has no randomness to give.
pub(super) fn draw() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Usage(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes.iter().fold(String::new(), |mut token, byte| {
        // Writing to a string cannot fail.
        let _ = write!(token, "{byte:02x}");
        token
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_runs_have_the_same() {
        let (one, other) = (draw().unwrap(), draw().unwrap());
        assert!(one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_hexdigit()), "{one}");
        assert_ne!(one, other);
    }
}
