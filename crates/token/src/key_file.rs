//! The signing key's file: PKCS#8 PEM, readable by its owner alone, made whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;

const HEAD: &str = "-----BEGIN PRIVATE KEY-----";
const FOOT: &str = "-----END PRIVATE KEY-----";
const SEED_LEN: usize = 32;
/// RFC 8410: a version 0 `PrivateKeyInfo` with the Ed25519 identifier, up to the 32-byte seed.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Why the signing key could not be loaded or made.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// The file is there but cannot be read.
    #[error("cannot read the signing key {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A new file cannot be written.
    #[error("cannot write the signing key {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Group or others may read or write the file.
    #[error(
        "the signing key {0} has mode {mode:04o}, so others may use it: run chmod 600 {0}",
        path.display()
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds no Ed25519 key.
    #[error(
        "the signing key {} is no Ed25519 key in PKCS#8 PEM: restore it, or remove it to have a new one made (everybody logs in again)",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes for a signing key: {0}")]
    Random(#[from] getrandom::Error),
}

/// Answers the PKCS#8 DER of the key in `path`; makes a key first where there is no file.
pub(crate) fn load_or_create(path: &Path) -> Result<Vec<u8>, KeyFileError> {
    match File::open(path) {
        Ok(file) => load(path, file),
        Err(error) if error.kind() == ErrorKind::NotFound => create(path),
        Err(source) => Err(KeyFileError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn load(path: &Path, mut file: File) -> Result<Vec<u8>, KeyFileError> {
    let unreadable = |source| KeyFileError::Read {
        path: path.to_owned(),
        source,
    };
    let mode = shared_mode(&file).map_err(unreadable)?;
    if let Some(mode) = mode {
        let path = path.to_owned();
        return Err(KeyFileError::Open { path, mode });
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    from_pem(&bytes).ok_or_else(|| KeyFileError::Damaged {
        path: path.to_owned(),
    })
}

/// The file's permission bits if anybody but its owner may use it.
#[cfg(unix)]
fn shared_mode(file: &File) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o7777;
    Ok((mode & 0o077 != 0).then_some(mode))
}

#[cfg(not(unix))]
fn shared_mode(_: &File) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Writes a new key beside `path` and renames it, so that a crash leaves no half of one.
fn create(path: &Path) -> Result<Vec<u8>, KeyFileError> {
    let mut seed = [0; SEED_LEN];
    getrandom::fill(&mut seed)?;
    let der = [PKCS8_HEAD.as_slice(), &seed].concat();
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    // What a crash left here was never used; usually there is nothing.
    let _ = fs::remove_file(&new);
    write_and_rename(&new, path, &to_pem(&der)).map_err(|source| {
        // Best effort: what cannot be written can often not be removed either.
        let _ = fs::remove_file(&new);
        KeyFileError::Write {
            path: path.to_owned(),
            source,
        }
    })?;
    Ok(der)
}

fn write_and_rename(new: &Path, path: &Path, pem: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(new)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    fs::rename(new, path)?;
    sync_directory_of(path)
}

#[cfg(unix)]
fn sync_directory_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_directory_of(_: &Path) -> io::Result<()> {
    Ok(())
}

fn to_pem(der: &[u8]) -> String {
    format!("{HEAD}\n{}\n{FOOT}\n", STANDARD.encode(der))
}

fn from_pem(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let body = text.strip_prefix(HEAD)?.strip_suffix(FOOT)?;
    let der = STANDARD.decode(body.trim()).ok()?;
    (der.len() == PKCS8_HEAD.len() + SEED_LEN && der.starts_with(&PKCS8_HEAD)).then_some(der)
}
