//! The picture in a request: base64, bare or as a data URL, in either alphabet.

use base64::{
    Engine,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::error::ApiError;

/// The longest picture, in bytes.
pub const IMAGE_LIMIT: usize = 1536 * 1024;
/// The longest body that carries a picture, in bytes: 2.2 MiB, which is the picture as base64 and
/// some more for the fields around it.
pub const PREDICT_LIMIT: usize = 2_306_867;

const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Decodes the picture in a field, which errors name. What is inside the bytes is for the emotion
/// service to judge.
///
/// # Errors
/// [`ApiError::InvalidBase64`], or [`ApiError::ImageTooLarge`] beyond [`IMAGE_LIMIT`].
pub fn decode(field: &str, text: &str) -> Result<Vec<u8>, ApiError> {
    let bytes = without_prefix(text).and_then(bytes_of);
    let bytes = bytes.ok_or_else(|| ApiError::InvalidBase64(field.to_owned()))?;
    if bytes.len() > IMAGE_LIMIT {
        return Err(ApiError::ImageTooLarge(field.to_owned()));
    }
    Ok(bytes)
}

fn without_prefix(text: &str) -> Option<&str> {
    let Some(url) = text.strip_prefix("data:") else {
        return Some(text);
    };
    let (head, base64) = url.split_once(',')?;
    let mime = head.strip_suffix(";base64")?;
    let is_known = TYPES.iter().any(|known| mime.eq_ignore_ascii_case(known));
    is_known.then_some(base64)
}

fn bytes_of(base64: &str) -> Option<Vec<u8>> {
    // The usual form, by SIMD; whatever it does not take is left to the patient decoder.
    let bytes = base64_simd::STANDARD.decode_to_vec(base64).ok();
    let bytes = bytes.or_else(|| patiently(base64))?;
    (!bytes.is_empty()).then_some(bytes)
}

fn patiently(base64: &str) -> Option<Vec<u8>> {
    let url_safe = memchr::memchr2(b'-', b'_', base64.as_bytes()).is_some();
    let engine = engine(if url_safe { &URL_SAFE } else { &STANDARD });
    let decoded = engine.decode(base64);
    decoded.or_else(|_| engine.decode(unbroken(base64))).ok()
}

/// Without the line breaks that programs write every 76 characters and at the end.
fn unbroken(base64: &str) -> String {
    base64.split_ascii_whitespace().collect()
}

fn engine(alphabet: &Alphabet) -> GeneralPurpose {
    let padding =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes whose base64 has both characters in which the alphabets differ, and padding.
    const BYTES: [u8; 4] = [0xfb, 0xef, 0xff, 0x01];

    #[test]
    fn every_usual_form_of_base64_is_taken() {
        for text in [
            "++//AQ==",
            "++//AQ",
            "--__AQ==",
            "--__AQ",
            "++//\r\nAQ==\n",
            "data:image/jpeg;base64,++//AQ==",
            "data:image/png;base64,--__AQ",
            "data:IMAGE/WEBP;base64,++//AQ==",
        ] {
            assert_eq!(decode("image", text).unwrap(), BYTES, "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "not base64!",
            "+-//AQ==",
            "data:image/gif;base64,++//AQ==",
            "data:image/jpeg,++//AQ==",
            "data:image/jpeg;base64",
            "data:image/jpeg;base64,",
        ] {
            let error = decode("images[2]", text).unwrap_err();
            assert!(matches!(error, ApiError::InvalidBase64(_)), "{text}");
            assert!(error.to_string().starts_with("images[2]: "), "{error}");
        }
    }

    #[test]
    fn the_limit_is_on_the_decoded_bytes() {
        let largest = engine(&STANDARD).encode(vec![7; IMAGE_LIMIT]);
        assert!(largest.len() < PREDICT_LIMIT);
        assert_eq!(decode("image", &largest).unwrap().len(), IMAGE_LIMIT);
        let larger = engine(&STANDARD).encode(vec![7; IMAGE_LIMIT + 1]);
        let error = decode("image", &larger).unwrap_err();
        assert!(matches!(error, ApiError::ImageTooLarge(_)), "{error}");
    }
}
