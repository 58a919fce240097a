//! Two seconds of silence in each format: byte by byte, and where that would be an encoder, as
//! `ffmpeg -f lavfi -i anullsrc=r=8000:cl=mono -t 2 -map_metadata -1 silence.ogg` (.opus, .m4a) wrote it.

pub(crate) const OGG: &[u8] = include_bytes!("../assets/silence.ogg");
pub(crate) const OPUS: &[u8] = include_bytes!("../assets/silence.opus");
pub(crate) const M4A: &[u8] = include_bytes!("../assets/silence.m4a");

const RATE: u32 = 8_000;
const SECONDS: u32 = 2;
/// MPEG-1 Layer III, 128 kbit/s, 44.1 kHz, stereo: a frame is 417 bytes and lasts 26 ms.
const MP3_FRAME: usize = 417;
const MP3_FRAMES: usize = 77;

/// 8-bit PCM.
pub(crate) fn wav() -> Vec<u8> {
    let samples = RATE * SECONDS;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + samples).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(RATE.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    // One byte a frame, eight bits a sample.
    file.extend([1, 0, 8, 0]);
    file.extend(b"data");
    file.extend(samples.to_le_bytes());
    file.resize(file.len() + samples as usize, 0x80);
    file
}

/// Frames whose side information is zero have no coefficients, which is silence.
pub(crate) fn mp3() -> Vec<u8> {
    let mut file = Vec::new();
    for _ in 0..MP3_FRAMES {
        let end = file.len() + MP3_FRAME;
        file.extend([0xff, 0xfb, 0x90, 0x00]);
        file.resize(end, 0);
    }
    file
}

/// The header of a stream, which is what libraries read; no frame follows.
pub(crate) fn flac() -> Vec<u8> {
    let mut file = b"fLaC".to_vec();
    // The last block, of STREAMINFO, 34 bytes long.
    file.extend([0x80, 0, 0, 34]);
    // Blocks of 4096 samples, of unknown size in bytes.
    file.extend([0x10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0]);
    // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of samples.
    let samples = u64::from(RATE * SECONDS);
    let packed = (u64::from(RATE) << 44) | (15 << 36) | samples;
    file.extend(packed.to_be_bytes());
    file.extend([0; 16]);
    file
}
