//! Any bytes as an image: no panic, not even a caught one, and no picture over the limits.
#![no_main]

use emotion_svc::preprocess::{MAX_PIXELS, MAX_SIDE, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(image) = decode(bytes) {
        let (width, height) = image.dimensions();
        assert!(width.max(height) <= MAX_SIDE);
        assert!(u64::from(width) * u64::from(height) <= MAX_PIXELS);
    }
});
