//! What is wrong with a configuration, in words.

/// One sentence for each fault: where it stands, what is wrong, the nearest known key.
pub(super) fn explain(error: &figment::Error) -> String {
    use figment::error::Kind;
    let sentences: Vec<String> = error
        .clone()
        .into_iter()
        .map(|fault| {
            let place = fault
                .metadata
                .as_ref()
                .map_or_else(String::new, |metadata| {
                    let source = metadata.source.as_ref().map_or_else(
                        || metadata.name.to_string(),
                        std::string::ToString::to_string,
                    );
                    format!("{source}: ")
                });
            let path = fault.path.join(".");
            match &fault.kind {
                Kind::UnknownField(key, known) => {
                    let hint = nearest(key, known)
                        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    let within = path.strip_suffix(key.as_str()).unwrap_or(&path);
                    let within = within.trim_end_matches('.');
                    let within = if within.is_empty() {
                        String::new()
                    } else {
                        format!(" in `{within}`")
                    };
                    format!("{place}there is no setting `{key}`{within}{hint}")
                }
                kind => format!("{place}`{path}`: {kind}"),
            }
        })
        .collect();
    sentences.join("\n")
}

fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(key, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 2 + 1)
        .map(|(_, candidate)| candidate)
}
