//! The test images.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};

/// The bytes of `tests/fixtures/NAME`.
///
/// # Panics
/// When there is no such file.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Image bytes as `/predict` takes them.
pub fn frame(image: &[u8]) -> String {
    STANDARD.encode(image)
}
