//! Offsets in Unicode scalar values: what other programs count in, where we count in bytes.

/// How far apart the counted places stand, in bytes.
const STRIDE: usize = 64;

/// The way from bytes of a reading to its Unicode scalar values.
pub(crate) struct Scalars<'a> {
    reading: &'a str,
    /// The scalar values before each multiple of the stride; none when all bytes are ASCII.
    counts: Vec<u32>,
}

impl<'a> Scalars<'a> {
    /// Counts a reading, once.
    pub(crate) fn new(reading: &'a str) -> Self {
        let mut counts = Vec::new();
        if !reading.is_ascii() {
            let mut count = 0;
            for chunk in reading.as_bytes().chunks(STRIDE) {
                counts.push(count);
                count += starts(chunk);
            }
        }
        Self { reading, counts }
    }

    /// Returns the reading.
    pub(crate) fn reading(&self) -> &'a str {
        self.reading
    }

    /// Returns the scalar values before a byte.
    pub(crate) fn at(&self, byte: u32) -> u32 {
        let offset = (byte as usize).min(self.reading.len());
        let Some(&count) = self.counts.get(offset / STRIDE).or_else(|| self.counts.last()) else { return byte };
        let start = (offset / STRIDE).min(self.counts.len() - 1) * STRIDE;
        count + starts(self.reading.as_bytes().get(start..offset).unwrap_or_default())
    }
}

/// Counts the characters that begin in these bytes.
fn starts(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_scalar_value() {
        for reading in [String::new(), "a".repeat(200), "aü水𝄞".repeat(40), "水".repeat(64)] {
            let scalars = Scalars::new(&reading);
            for (count, (byte, _)) in reading.char_indices().enumerate() {
                assert_eq!(scalars.at(u32::try_from(byte).unwrap()) as usize, count);
            }
            let len = u32::try_from(reading.len()).unwrap();
            assert_eq!(scalars.at(len) as usize, reading.chars().count());
        }
    }
}
