//! From the bytes of an image to what the networks see: luminance, a letterboxed frame, a levelled
//! crop.

mod decode;
mod letterbox;
mod level;
mod noise;
mod region;
mod resize;

pub use decode::{MAX_BYTES, MAX_PIXELS, MAX_SIDE, decode};
pub use letterbox::Letterbox;
pub use level::levelled_crop;
pub use noise::denoised;
pub(crate) use region::Region;
pub(crate) use resize::{resize, resize_region};
