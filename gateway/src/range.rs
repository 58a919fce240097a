//! The `Range` header as HTTP has it (RFC 9110, 14.2), for one range.

use proto::music::v1::ByteRange;

const UNIT: &str = "bytes=";

/// The range that is asked for. None for several ranges or what is no range: the whole is a lawful
/// answer to both.
pub fn parse(header: &str) -> Option<ByteRange> {
    let (first, last) = header.strip_prefix(UNIT)?.trim().split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    match (first, last) {
        (None, None) => None,
        (Some(first), Some(last)) if last < first => None,
        (first, last) => Some(ByteRange { first, last }),
    }
}

/// Nothing is a number that was left out; anything but digits is no range at all.
fn number(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_and_anything_else_means_the_whole() {
        let range = |first, last| Some(ByteRange { first, last });
        for (header, expected) in [
            ("bytes=0-", range(Some(0), None)),
            ("bytes=5-9", range(Some(5), Some(9))),
            ("bytes=-500", range(None, Some(500))),
            ("bytes=-", None),
            ("bytes=9-5", None),
            ("bytes=0-1,5-6", None),
            ("bytes=+1-2", None),
            ("bytes=99999999999999999999-", None),
            ("items=0-5", None),
            ("", None),
        ] {
            assert_eq!(parse(header), expected, "{header}");
        }
    }
}
