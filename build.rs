//! What is embedded: migrations, a change of which must rebuild the binary, and the languages of pages,
//! which are whatever lies in their folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const LANGUAGES: &str = "src/pages/i18n";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed={LANGUAGES}");
    let list = languages(&Path::new(env!("CARGO_MANIFEST_DIR")).join(LANGUAGES))?;
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no folder"))?;
    fs::write(Path::new(&out).join("languages.rs"), list)
}

/// The source of a function that reads every file of a folder.
fn languages(folder: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "ftl"));
    files.sort();
    let (mut read, mut english) = (String::new(), None);
    for (place, file) in files.iter().enumerate() {
        let tag = file.file_stem().and_then(|tag| tag.to_str());
        let tag = tag.ok_or_else(|| io::Error::other("a language's file is named by its tag"))?;
        if tag == "en" {
            english = Some(place);
        }
        let path = file.display().to_string();
        writeln!(
            read,
            "        Language::at::<{place}>({tag:?}, include_str!({path:?})),"
        )
        .map_err(io::Error::other)?;
    }
    let english = english.ok_or_else(|| io::Error::other("there is no English"))?;
    Ok(format!(
        "pub(super) const ENGLISH: usize = {english};\n\n\
         fn read() -> Vec<Language> {{\n    vec![\n{read}    ]\n}}\n"
    ))
}
