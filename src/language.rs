//! Which languages a client asks for.

use unic_langid::LanguageIdentifier;

/// The languages of an `Accept-Language` header (RFC 9110, 12.5.4), the most wanted first. What is
/// no language, or is not wanted at all, is left out.
#[must_use]
pub fn accepted(header: &str) -> Vec<LanguageIdentifier> {
    let mut wanted: Vec<(LanguageIdentifier, f32)> = header
        .split(',')
        .filter_map(|entry| {
            let (tag, weight) = match entry.split_once(';') {
                None => (entry, 1.0),
                Some((tag, parameter)) => (tag, parameter.trim().strip_prefix("q=")?.parse().ok()?),
            };
            Some((tag.trim().parse().ok()?, weight))
        })
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    wanted.into_iter().map(|(language, _)| language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_decide_and_then_the_order() {
        let tags = |header: &str| -> Vec<String> {
            accepted(header).iter().map(ToString::to_string).collect()
        };
        assert_eq!(tags("fr;q=0.5, de, en-GB"), ["de", "en-GB", "fr"]);
        assert_eq!(tags("*, de;q=0, it;q=x, pt; q=0.1"), ["pt"]);
        assert!(tags("").is_empty());
    }
}
