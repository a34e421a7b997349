//! Reads `anchors.lock`.

use super::Input;
use crate::diag::{Code, Diagnostic};
use crate::edition::lock::Lock;
use crate::reading::NORM;
use crate::source::Span;

/// Reads a lock; what is none is told with its line.
pub(super) fn read(input: &Input<'_>, sink: &mut Vec<Diagnostic>) -> Option<Lock> {
    let text = input.source.text.as_str();
    match Lock::read(text) {
        Ok(lock) => {
            if lock.norm < NORM {
                let head = text.lines().next().unwrap_or_default();
                let message = "this file was written by a version of Postil that compared words by other rules";
                let diagnostic = Diagnostic::new(Code::OldLock, Span::new(input.id, 0, head.len()), message);
                sink.push(diagnostic.help(
                    "run `postil anchors update`: every passage is compared anew, and the file brought up to date",
                ));
            }
            Some(lock)
        }
        Err(fault) => {
            let start: usize = text.split_inclusive('\n').take(fault.line - 1).map(str::len).sum();
            let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let span = Span::new(input.id, start, start + line.len());
            let help = if fault.is_later {
                "update Postil, or take the file of an earlier commit"
            } else {
                "take the file of your last commit; or delete it, see that every note stands where it should, and run `postil anchors update`"
            };
            let message = format!("this file cannot be used: {}", fault.why);
            sink.push(Diagnostic::new(Code::InvalidLock, span, message).help(help));
            None
        }
    }
}
