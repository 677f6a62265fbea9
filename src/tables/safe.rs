//! Text that a spreadsheet must not take for a formula.
//!
//! Names and titles come from statements, which anybody with a key may write; whoever opens an
//! export must not run what stands in one (OWASP, "CSV injection").

use std::borrow::Cow;

/// Whether a spreadsheet may take a text for a formula: it begins, perhaps after blanks and letters that
/// are not seen, with a sign that begins one, in ASCII or full width.
#[must_use]
pub fn is_formula(text: &str) -> bool {
    let unseen = |letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            )
    };
    let begins_line = text.starts_with(['\t', '\r', '\n']);
    let first = text.trim_start_matches(unseen).chars().next();
    begins_line || first.is_some_and(|first| "=+-@|%＝＋－＠".contains(first))
}

/// The same text, with an apostrophe before what could be taken for a formula.
#[must_use]
pub fn neutral(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_known_by_their_first_sign() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "＝1",
            "\u{a0}=1",
            "|x",
            "\u{200b}=1",
            "\u{feff} =1",
        ] {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["", "Anna", "1+1", "Anna = Anna", "'=1", "–", "Ä"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_neutral_is_no_formula_and_loses_nothing(text in "[=+@\\-\t a-z]{0,8}") {
            let made = neutral(&text);
            prop_assert!(!is_formula(&made));
            prop_assert!(made.ends_with(text.as_str()));
        }
    }
}
