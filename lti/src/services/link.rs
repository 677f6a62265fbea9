//! The header `Link` (RFC 8288), read as platforms really write it: Moodle escapes ampersands as
//! HTML does and puts the relation in curly quotes.

use url::Url;

/// Longest header that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;
/// Most links of an answer that are looked at.
const MOST: usize = 32;

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads to.
    pub target: Url,
    /// Its relations, in lower case.
    pub relations: Vec<String>,
}

/// Reads the links of an answer; what cannot be read is passed over. `base` is the address of the
/// request, which relative targets are resolved against.
#[must_use]
pub fn links<'h>(headers: impl IntoIterator<Item = &'h [u8]>, base: &Url) -> Vec<Link> {
    let mut found = Vec::new();
    for header in headers {
        let text = String::from_utf8_lossy(header.get(..LONGEST).unwrap_or(header));
        let mut rest: &str = &text;
        while found.len() < MOST {
            let Some((_, after)) = rest.split_once('<') else {
                break;
            };
            let Some((target, after)) = after.split_once('>') else {
                break;
            };
            let (parameters, next) = after.split_at(end_of_parameters(after));
            rest = next;
            let target = target.replace("&amp;", "&").replace("&#38;", "&");
            if let Ok(target) = base.join(target.trim()) {
                found.push(Link {
                    target,
                    relations: relations(parameters),
                });
            }
        }
    }
    found
}

/// Where the next link begins: at a `<` outside of quotes.
fn end_of_parameters(text: &str) -> usize {
    let mut quoted = false;
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '<' if !quoted => return index,
            _ => {}
        }
    }
    text.len()
}

/// The value of the first `rel`, without quotes of whatever kind.
fn relations(parameters: &str) -> Vec<String> {
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("rel").then_some(value)
    });
    let odd = |letter: char| !letter.is_ascii_alphanumeric();
    value
        .unwrap_or_default()
        .split(|letter: char| letter.is_ascii_whitespace() || letter == ',')
        .map(|relation| relation.trim_matches(odd).to_ascii_lowercase())
        .filter(|relation| !relation.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(header: &[u8]) -> Vec<(String, Vec<String>)> {
        let base = Url::parse("https://lms.example.org/a/b?c=d").unwrap();
        links([header], &base)
            .into_iter()
            .map(|link| (link.target.to_string(), link.relations))
            .collect()
    }

    #[test]
    fn links_are_read_as_platforms_write_them() {
        let next = |target: &str| vec![(target.to_owned(), vec!["next".to_owned()])];
        for header in [
            r#"<https://lms.example.org/x?p=2>; rel="next""#,
            "<https://lms.example.org/x?p=2>;rel=next",
            r#"<https://lms.example.org/x?p=2>; title="a, b; <c>"; REL="NEXT""#,
            "<https://lms.example.org/x?p=2>; rel=\u{201c}next\u{201d}",
            " < https://lms.example.org/x?p=2 > ; rel = 'next' ",
            "</x?p=2>; rel=next",
        ] {
            assert_eq!(
                read(header.as_bytes()),
                next("https://lms.example.org/x?p=2"),
                "{header}"
            );
        }
        // The same quotes in another encoding.
        assert_eq!(
            read(b"</x>; rel=\x93next\x94"),
            next("https://lms.example.org/x")
        );
        assert_eq!(
            read(b"</x?type_id=1&amp;limit=1&amp;from=1>; rel=\"next\""),
            next("https://lms.example.org/x?type_id=1&limit=1&from=1")
        );
        assert_eq!(
            read(b"</Cursor?p=AbC>; rel=\"next\"")[0].0,
            "https://lms.example.org/Cursor?p=AbC",
            "cursors keep their case"
        );
        let two = read(br#"</1,2>; rel="differences", </3>; rel="next last""#);
        assert_eq!(
            two[0],
            (
                "https://lms.example.org/1,2".into(),
                vec!["differences".into()]
            )
        );
        assert_eq!(two[1].1, ["next", "last"]);
        for odd in [
            "",
            "next",
            "<",
            "<>",
            "<x",
            "rel=next",
            "<http://[>; rel=next",
        ] {
            assert!(
                read(odd.as_bytes()).iter().all(|(_, rel)| rel.is_empty()),
                "{odd}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(read(&header).len() <= MOST);
        }

        #[test]
        fn a_sound_link_is_always_found(
            before in "(<x>; rel=\"prev\", )?",
            path in "[a-z0-9/]{0,20}",
            query in "[a-z0-9=&%]{0,20}",
        ) {
            let target = format!("https://lms.example.org/{path}?{query}");
            let header = format!("{before}<{target}>; rel=\"next\"");
            let base = Url::parse("https://lms.example.org/").unwrap();
            let found = links([header.as_bytes()], &base);
            let next = found.iter().find(|link| link.relations == ["next"]).unwrap();
            prop_assert_eq!(&next.target, &Url::parse(&target).unwrap());
        }
    }
}
