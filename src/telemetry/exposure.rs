//! Warns of files with secrets that other users of the machine can read, and makes none such.

use std::path::Path;

use crate::config::Config;
use crate::store::Target;

/// Makes the data folder if there is none, open to its owner only.
pub fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Logs a warning for each file that more people can read than have to.
pub fn warn(config: &Config) {
    let mut files = vec![config.data_dir.join("coachlight.key")];
    if let Target::Sqlite(database) = config.target() {
        files.push(database);
    }
    files.extend(config.file.clone().filter(|_| config.holds_secrets()));
    for file in files.iter().filter(|file| open_to_others(file)) {
        tracing::warn!(
            file = %file.display(),
            "other users of this machine can read a file with secrets: run chmod o-rwx on it"
        );
    }
}

/// Whether users who are neither the owner nor of the group can read a file, given its mode and
/// that of its folder. A file that is not there is not open.
#[cfg(unix)]
fn open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let allows = |path: &Path, bits: u32| {
        std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & bits != 0)
    };
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    allows(file, 0o004) && allows(folder.unwrap_or(Path::new(".")), 0o001)
}

#[cfg(not(unix))]
fn open_to_others(_file: &Path) -> bool {
    false
}
