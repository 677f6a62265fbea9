//! Fonts: how wide texts are, and where they break into lines.

use krilla::text::Font;
use rustybuzz::{Face, UnicodeBuffer};

use super::draw::PaperError;

/// Noto Sans, under the SIL Open Font License 1.1 (`fonts/OFL.txt`).
const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Points.
    pub(super) size: f32,
    pub(super) bold: bool,
    /// In grey.
    pub(super) soft: bool,
}

impl Style {
    pub(super) const fn new(size: f32) -> Self {
        Self {
            size,
            bold: false,
            soft: false,
        }
    }

    pub(super) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(super) const fn soft(mut self) -> Self {
        self.soft = true;
        self
    }

    /// From one line to the next.
    pub(super) fn line(self) -> f32 {
        self.size * 1.4
    }
}

/// The two fonts, for measuring and for writing.
pub(super) struct Fonts {
    regular: (Face<'static>, Font),
    bold: (Face<'static>, Font),
}

impl Fonts {
    pub(super) fn load() -> Result<Self, PaperError> {
        let load = |bytes: &'static [u8]| {
            let face = Face::from_slice(bytes, 0)?;
            Some((face, Font::new(bytes.into(), 0)?))
        };
        Ok(Self {
            regular: load(REGULAR).ok_or(PaperError::Font)?,
            bold: load(BOLD).ok_or(PaperError::Font)?,
        })
    }

    pub(super) fn font(&self, style: Style) -> Font {
        self.of(style).1.clone()
    }

    fn of(&self, style: Style) -> &(Face<'static>, Font) {
        if style.bold {
            &self.bold
        } else {
            &self.regular
        }
    }

    /// Points from the begin of a text to its end.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        let face = &self.of(style).0;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let shaped = rustybuzz::shape(face, &[], buffer);
        let units: i64 = shaped
            .glyph_positions()
            .iter()
            .map(|glyph| i64::from(glyph.x_advance))
            .sum();
        units as f32 / face.units_per_em() as f32 * style.size
    }

    /// A text that the fonts can write: what they lack becomes the sign for that.
    pub(super) fn clean(&self, text: &str) -> String {
        let known = |letter: char| self.regular.0.glyph_index(letter).is_some();
        text.chars()
            .filter(|letter| !is_unseen(*letter))
            .map(|letter| match letter {
                '→' => '›',
                '−' => '–',
                '\t' | '\r' => ' ',
                '\n' => '\n',
                other if other.is_control() => ' ',
                other if known(other) => other,
                _ => '\u{FFFD}',
            })
            .collect()
    }

    /// A text in lines of at most `width` points. Words longer than a line are broken.
    pub(super) fn lines(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in self.clean(text).lines() {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                let longer = if line.is_empty() {
                    word.to_owned()
                } else {
                    format!("{line} {word}")
                };
                if self.width(&longer, style) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line = self.broken(word, style, width, &mut lines);
            }
            lines.push(line);
        }
        lines
    }

    /// Breaks a word that is longer than a line; what is left of it.
    fn broken(&self, word: &str, style: Style, width: f32, lines: &mut Vec<String>) -> String {
        if self.width(word, style) <= width {
            return word.to_owned();
        }
        let mut part = String::new();
        for letter in word.chars() {
            part.push(letter);
            if part.chars().count() > 1 && self.width(&part, style) > width {
                part.pop();
                lines.push(std::mem::replace(&mut part, letter.to_string()));
            }
        }
        part
    }
}

/// Signs that turn the direction of what follows, or that nobody sees: they could make a name look
/// like another.
const fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}')
}
