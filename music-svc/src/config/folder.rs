//! Where the music folder is.

use std::{fs, io, path::PathBuf, time::Duration};

use env_config::{Env, InvalidVariable};

const VARIABLE: &str = "ATTUNE_MUSIC_DIR";

/// A folder of music files.
#[derive(Debug, Clone)]
pub struct FolderConfig {
    /// The folder.
    pub path: PathBuf,
    /// How long after one look at the files the next one comes.
    pub rescan: Duration,
}

impl FolderConfig {
    /// Files are looked at every five minutes.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            rescan: Duration::from_secs(5 * 60),
        }
    }

    /// A folder that is not there is no error: its volume may be mounted later, and until then the
    /// source is degraded. One that is there and can never work is.
    pub(super) fn from_env(env: &Env) -> Result<Option<Self>, InvalidVariable> {
        let Some(path) = env.text(VARIABLE).map(PathBuf::from) else {
            return Ok(None);
        };
        let failure = fs::read_dir(&path).err().map(|error| error.kind());
        let expected = match failure {
            None | Some(io::ErrorKind::NotFound) => return Ok(Some(Self::new(path))),
            Some(io::ErrorKind::NotADirectory) => "a folder, and this is a file",
            Some(io::ErrorKind::PermissionDenied) => "a folder that this user may read",
            Some(_) => "a folder that can be read",
        };
        Err(InvalidVariable {
            name: VARIABLE,
            expected: expected.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &std::path::Path) -> Result<Option<FolderConfig>, InvalidVariable> {
        FolderConfig::from_env(&Env::default().with(VARIABLE, path.to_str().unwrap()))
    }

    #[test]
    fn a_folder_may_come_later_but_a_file_is_none() {
        let dir = tempfile::tempdir().unwrap();
        assert!(at(dir.path()).unwrap().is_some());
        assert!(at(&dir.path().join("not-yet")).unwrap().is_some());
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        let error = at(&file).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ATTUNE_MUSIC_DIR: expected a folder, and this is a file"
        );
    }
}
